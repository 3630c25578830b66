import { afterEach, expect, it, vi } from "vitest";
import { OnnxDetector } from "../../../adapters/onnx/onnx-detector.ts";
import { makeScanImage } from "../../../core/scan/scan-image.ts";
import { makeConsumer } from "../../../gpu-worker/consume.ts";
import { loadOf, WorkerEnv } from "../../../gpu-worker/env.ts";
import { deletedResult, jobFor } from "../../helpers/builders.ts";
import { FakeMessageQueue } from "../../helpers/doubles/fake-message-queue.ts";
import { fakeScan } from "../../helpers/doubles/fake-scan.ts";
import { MANIFEST } from "../../helpers/doubles/manifests.ts";

// The worker's own consumer, scan and detector; only what takes time is made up.

const JOBS = 100;
/** Of a batch in the network, and of an image before it gets there: as long as four of eight cores take. */
const [INFER_MS, DECODE_MS] = [200, 150];

const TASK = {
  AWS_REGION: "us-east-1",
  SCAN_QUEUE_URL: "https://sqs.example/scans",
  BACKFILL_QUEUE_URL: "https://sqs.example/backfill",
  RESULT_QUEUE_URL: "https://sqs.example/results",
  MASK_BUCKET: "masks",
  MAX_DELIVERIES: "4",
  VISIBILITY_SECONDS: "120",
} satisfies WorkerEnv;

const after = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** A network that takes as long for one image as for many. */
function slowDetector(maxBatch: number) {
  const sizes: number[] = [];
  const thread = {
    stopped: new Promise<void>(() => {}),
    run: async ({ images }: { readonly images: readonly Uint8Array[] }) => {
      sizes.push(images.length);
      await after(INFER_MS);
      const probability = new Float32Array(images.length * MANIFEST.inputSize ** 2);
      return {
        kind: "detected" as const,
        probability,
        score: new Float32Array(images.length),
      };
    },
    stop: async () => {},
  };
  return { detector: new OnnxDetector(MANIFEST, [thread], maxBatch), sizes };
}

/** Images in each run of the network, of a hundred jobs. */
async function batchesOf(env: Partial<WorkerEnv>): Promise<readonly number[]> {
  vi.useFakeTimers({ now: 0 });
  const { maxBatch, maxInFlight } = loadOf(WorkerEnv.parse({ ...TASK, ...env }));
  const { detector, sizes } = slowDetector(maxBatch);
  const queue = new FakeMessageQueue(4);
  for (let index = 0; index < JOBS; index++) queue.put(jobFor({ key: `${index}.jpg` }));
  const fake = fakeScan();
  const decode = async () => {
    await after(DECODE_MS);
    return new Uint8Array(MANIFEST.inputSize ** 2 * 3);
  };
  const drain = new AbortController();
  const consume = makeConsumer({
    queue,
    results: { send: async () => {} },
    scanImage: makeScanImage({ ...fake, codec: { ...fake.codec, decode }, detector }),
    resolveDeletion: async ({ object, target }) => deletedResult(object, target),
    clock: { now: () => new Date(), monotonicMs: () => Date.now() },
    telemetry: { log: () => {}, metric: () => {} },
    maskBucket: "masks",
    settings: {
      maxInFlight,
      visibilitySeconds: 120,
      maxDeliveries: 4,
      scanTimeoutMs: 120_000,
      drainTimeoutMs: 25_000,
    },
  });
  const stopped = consume(drain.signal);
  await vi.advanceTimersByTimeAsync(JOBS * (INFER_MS + DECODE_MS));
  drain.abort();
  await vi.runAllTimersAsync();
  await stopped;
  expect(queue.bodies).toEqual([]);
  return sizes;
}

afterEach(() => void vi.useRealTimers());

it("a GPU gets whole batches of eight, all but the first and the last", async () => {
  const sizes = await batchesOf({ PROVIDER: "cuda" });
  expect(sizes.slice(1, -1).filter((size) => size < 8)).toEqual([]);
  expect(sizes.length).toBeLessThanOrEqual(Math.ceil(JOBS / 8) + 2);
});

it("a processor gets one image after the other", async () => {
  const sizes = await batchesOf({ PROVIDER: "cpu" });
  expect(Math.max(...sizes)).toBe(1);
});

it("with a batch in hand alone, the network would wait for every one", async () => {
  const sizes = await batchesOf({ PROVIDER: "cuda", MAX_IN_FLIGHT: "4" });
  expect(Math.max(...sizes)).toBeLessThan(8);
});

import { beforeEach, describe, expect, it } from "vitest";
import { ScanRequested } from "../../../core/api/scan-request.ts";
import { Problem } from "../../../core/api/verdict-query.ts";
import { latestRow, versionRow } from "../../../core/contracts/object-keys.ts";
import { encodeOrder } from "../../../core/contracts/ordering.ts";
import { scanError } from "../../../core/contracts/reasons.ts";
import type { ScanJob } from "../../../core/contracts/scan-job.ts";
import { scannedVerdictOf } from "../../../core/verdicts/result-to-verdict.ts";
import { makeRequestScan } from "../../../lambdas/request-scan/request-scan.ts";
import { jobFor, OBJECT, scannedResult } from "../../helpers/builders.ts";
import { MemoryObjects } from "../../helpers/doubles/memory-objects.ts";
import { MemoryVerdictStore } from "../../helpers/doubles/memory-verdict-store.ts";
import { RecordedTelemetry } from "../../helpers/doubles/recorded-telemetry.ts";

const { bucket, key } = OBJECT;
const HEAD = { sizeBytes: 1024, eTag: OBJECT.eTag ?? "", versionId: "v1" };
const NOW = "2026-01-02T05:00:00.000Z";

let sent: ScanJob[];
let verdicts: MemoryVerdictStore;
let images: MemoryObjects;

beforeEach(() => {
  [sent, verdicts, images] = [[], new MemoryVerdictStore(), new MemoryObjects()];
});

async function post(body: unknown, send = async (job: ScanJob) => void sent.push(job)) {
  const request = makeRequestScan({
    jobs: { send },
    verdicts,
    reader: images,
    clock: { now: () => new Date(NOW), monotonicMs: () => 0 },
    telemetry: new RecordedTelemetry(),
  });
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const { statusCode, body: answer = "" } = await request({ body: text, isBase64Encoded: false });
  return { status: statusCode, body: JSON.parse(answer) };
}

async function store(generation: number) {
  const verdict = scannedVerdictOf(scannedResult(jobFor({}, generation)), "masks");
  await verdicts.put(versionRow(verdict.object), verdict);
  await verdicts.put(latestRow(verdict.object), verdict);
  return verdict;
}

describe("a scan that is asked for", () => {
  it("is queued, under the id that its verdict will carry", async () => {
    images.place(OBJECT, HEAD);
    const { status, body } = await post({ bucket, key });
    expect(status).toBe(202);
    const [job] = sent;
    expect(ScanRequested.parse(body)).toEqual({ scanId: job?.scanId, object: job?.object });
    expect(job).toMatchObject({
      object: { bucket, key, versionId: "v1", eTag: OBJECT.eTag },
      generation: 0,
      trigger: "on-demand",
      sizeBytes: 1024,
      requestedAt: NOW,
    });
  });

  it("is newer than what was said of the same upload", async () => {
    const { order } = await store(3);
    images.place(OBJECT, HEAD);
    await post({ bucket, key });
    const [job] = sent;
    expect(job).toMatchObject({ generation: 4, object: { sequencer: OBJECT.sequencer } });
    const { sequencer } = job?.object ?? {};
    expect(encodeOrder({ sequencer, generation: job?.generation ?? 0, rank: 0 }) > order).toBe(
      true,
    );
  });

  it("does not overtake an upload whose event is still on its way", async () => {
    const { order } = await store(3);
    images.place(OBJECT, { ...HEAD, versionId: "v2", eTag: "another" });
    await post({ bucket, key });
    const [job] = sent;
    expect(job).toMatchObject({ generation: 0, object: { versionId: "v2" } });
    expect(job?.object.sequencer).toBeUndefined();
    expect(encodeOrder({ sequencer: "", generation: 0, rank: 2 }) < order).toBe(true);
  });

  it("may be of one version", async () => {
    await store(0);
    images.place(OBJECT, HEAD, "v1");
    expect(await post({ bucket, key, versionId: "v1" })).toMatchObject({ status: 202 });
    expect(sent).toMatchObject([{ generation: 1, object: { versionId: "v1" } }]);
  });
});

it.each([
  ["no JSON", "{", 400],
  ["no object", { bucket }, 400],
  ["more than is known", { bucket, key, force: true }, 400],
  ["what is not there", { bucket, key: "gone.jpg" }, 404],
])("%s is refused", async (_, body, status) => {
  images.place(OBJECT, HEAD);
  const refused = await post(body);
  expect(refused.status).toBe(status);
  expect(Problem.parse(refused.body)).toMatchObject({ status });
  expect(sent).toEqual([]);
});

it("what may not be read is said to be so", async () => {
  images.refusal = scanError("access_denied", { action: "read" });
  expect(await post({ bucket, key })).toMatchObject({ status: 403 });
});

it("a queue that does not answer is asked again", async () => {
  images.place(OBJECT, HEAD);
  const refuse = async () => {
    throw new Error("queue unavailable");
  };
  expect(await post({ bucket, key }, refuse)).toMatchObject({ status: 503 });
});

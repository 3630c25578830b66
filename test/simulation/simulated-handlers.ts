import type { ModelIdentity } from "../../core/contracts/model-manifest.ts";
import { parseScanResult, type ScanResult } from "../../core/contracts/scan-result.ts";
import { makeResolveDeletion } from "../../core/intake/resolve-deletion.ts";
import type {
  Clock,
  ObjectReader,
  QueuedMessage,
  Telemetry,
  VerdictStore,
} from "../../core/ports.ts";
import { makeScanImage } from "../../core/scan/scan-image.ts";
import { makeScanMessage } from "../../core/scan/scan-message.ts";
import type { BatchHandler } from "../../lambdas/handle-each.ts";
import { makeParkDeadLetter } from "../../lambdas/park-dead-letter/park-dead-letter.ts";
import { makeRecordVerdict } from "../../lambdas/record-verdict/record-verdict.ts";
import { IMAGE } from "../helpers/builders.ts";
import type { FakeMessageQueue } from "../helpers/doubles/fake-message-queue.ts";
import { fakeScan, uniformMap } from "../helpers/doubles/fake-scan.ts";
import type { MemoryVerdictStore } from "../helpers/doubles/memory-verdict-store.ts";
import type { SimulatedLedger } from "./simulated-ledger.ts";
import type { Effect } from "./simulated-run.ts";

/** What the handlers work on. */
export interface SimulatedWorld {
  readonly images: ObjectReader;
  readonly verdicts: MemoryVerdictStore;
  /** Keys of the masks that were written. */
  readonly masks: Set<string>;
  readonly results: Pick<FakeMessageQueue, "put">;
  readonly ledger: SimulatedLedger;
  readonly maxDeliveries: number;
}

/** Small, so that thousands of scans take no time. */
const SIDE = 8;
const FACTS = { ...IMAGE, width: 64, height: 32 };
const MAP = { width: SIDE, height: SIDE, values: new Uint8Array(SIDE * SIDE) };
const clock: Clock = { now: () => new Date("2026-01-02T03:04:06Z"), monotonicMs: () => 0 };
export const telemetry: Telemetry = { log: () => {}, metric: () => {} };

/** What a worker with this model works with. */
export function workerDeps(world: SimulatedWorld, effect: Effect, model: ModelIdentity) {
  const scan = fakeScan(uniformMap(SIDE, 0.75), FACTS);
  const reader = readerOf(world, effect);
  const send = async (result: ScanResult) => {
    world.results.put(result);
    world.ledger.sent(result);
  };
  return {
    scanImage: makeScanImage({ ...scan, detector: { ...scan.detector, model }, reader }),
    results: { send: (result: ScanResult) => effect(() => send(result)) },
    resolveDeletion: makeResolveDeletion({ reader, clock }),
    maskBucket: "masks",
    clock,
    telemetry,
  };
}

/** One message of the scan queue, as a worker handles it. @throws when it has to come again. */
export function makeScan(world: SimulatedWorld, effect: Effect, model: ModelIdentity) {
  const deps = workerDeps(world, effect, model);
  const scan = makeScanMessage({ ...deps, sleep: () => new Promise(() => {}), scanTimeoutMs: 1 });
  return (message: QueuedMessage) =>
    scan(message, { isLast: message.receiveCount >= world.maxDeliveries });
}

export function makeRecord(world: SimulatedWorld, effect: Effect): BatchHandler {
  const record = makeRecordVerdict({
    codec: { ...fakeScan().codec, decodeGray: async () => MAP },
    masks: { put: ({ key }) => effect(async () => void world.masks.add(key)) },
    maskBucket: "masks",
    verdicts: storeOf(world, effect),
    announcers: [],
    clock,
    telemetry,
  });
  return async (batch) => {
    const answer = await record(batch);
    const failed = new Set(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    const done = batch.Records.filter(({ messageId }) => !failed.has(messageId));
    for (const { body } of done) world.ledger.acknowledges(parseScanResult(body));
    return answer;
  };
}

export function makePark(world: SimulatedWorld, effect: Effect): BatchHandler {
  const { maxDeliveries } = world;
  const [verdicts, reader] = [storeOf(world, effect), readerOf(world, effect)];
  const deliveries = { scans: maxDeliveries, results: maxDeliveries };
  return makeParkDeadLetter({ verdicts, reader, clock, telemetry, deliveries });
}

export function storeOf({ verdicts }: SimulatedWorld, effect: Effect): VerdictStore {
  return {
    put: (row, verdict) => effect(() => verdicts.put(row, verdict)),
    get: (row) => effect(() => verdicts.get(row)),
    list: (filter) => verdicts.list(filter),
  };
}

export function readerOf({ images }: SimulatedWorld, effect: Effect): ObjectReader {
  return {
    head: (object) => effect(() => images.head(object)),
    get: (object, maxBytes) => effect(() => images.get(object, maxBytes)),
  };
}

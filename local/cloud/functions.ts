import { systemClock as clock } from "../../adapters/clock/system-clock.ts";
import type {
  ImageCodec,
  ObjectReader,
  ObjectWriter,
  Telemetry,
  VerdictStore,
} from "../../core/ports.ts";
import type { BatchHandler } from "../../lambdas/handle-each.ts";
import { makeParkDeadLetter } from "../../lambdas/park-dead-letter/park-dead-letter.ts";
import { makeRecordVerdict } from "../../lambdas/record-verdict/record-verdict.ts";
import { MASK_BUCKET } from "../bucket/buckets.ts";
import type { Shutdown } from "../shutdown.ts";
import type { LocalCloud } from "./cloud.ts";
import { startEventSource } from "./event-source.ts";
import type { QueueName } from "./queues.ts";

export interface FunctionsDeps {
  readonly cloud: LocalCloud;
  readonly verdicts: VerdictStore;
  readonly objects: Pick<ObjectReader, "head"> & ObjectWriter;
  readonly codec: ImageCodec;
  readonly telemetry: Telemetry;
  readonly shutdown: Shutdown;
}

/** The Lambda functions that queues invoke. */
export function startFunctions(deps: FunctionsDeps): void {
  const { cloud, verdicts, objects, codec, telemetry, shutdown } = deps;
  const { maxDeliveries, visibilitySeconds } = cloud.delivery;
  const invoke = (name: QueueName, handler: BatchHandler) => {
    const queue = cloud.queues[name];
    const source = startEventSource({ queue, handler, visibilitySeconds, telemetry });
    shutdown.add(() => source.drain());
  };
  const parkDeadLetter = makeParkDeadLetter({
    verdicts,
    reader: objects,
    clock,
    telemetry,
    deliveries: { scans: maxDeliveries, results: maxDeliveries },
    voice: "file",
  });
  invoke("scanDeadLetters", parkDeadLetter);
  invoke("resultDeadLetters", parkDeadLetter);
  const stored = { masks: objects, maskBucket: MASK_BUCKET, verdicts, announcers: [] };
  invoke("results", makeRecordVerdict({ ...stored, codec, clock, telemetry }));
}

import { systemClock as clock } from "../../adapters/clock/system-clock.ts";
import type { OpenWitnesses } from "../../adapters/engine/open-witnesses.ts";
import { makeResolveDeletion } from "../../core/intake/resolve-deletion.ts";
import type { ImageCodec, ObjectReader, Telemetry } from "../../core/ports.ts";
import { makeScanImage } from "../../core/scan/scan-image.ts";
import { makeConsumer } from "../../gpu-worker/consume.ts";
import { WORKER_DEFAULTS } from "../../gpu-worker/env.ts";
import { makePrioritizedQueues } from "../../gpu-worker/prioritized-queues.ts";
import { WORKER_LOADS } from "../../gpu-worker/worker-load.ts";
import { MASK_BUCKET } from "../bucket/buckets.ts";
import type { Shutdown } from "../shutdown.ts";
import type { LocalCloud } from "./cloud.ts";

export interface WorkerDeps {
  readonly cloud: LocalCloud;
  readonly objects: ObjectReader;
  readonly codec: ImageCodec;
  readonly witnesses: OpenWitnesses;
  readonly telemetry: Telemetry;
  readonly shutdown: Shutdown;
}

const SETTINGS = {
  maxInFlight: WORKER_LOADS.cpu.maxInFlight,
  scanTimeoutMs: WORKER_DEFAULTS.scanTimeoutSeconds * 1000,
  drainTimeoutMs: WORKER_DEFAULTS.drainTimeoutSeconds * 1000,
} as const;

/** The same consumer as in a GPU task, on the processor. */
export function startWorker(deps: WorkerDeps): void {
  const { cloud, objects, codec, telemetry, shutdown } = deps;
  const { detector, settings } = deps.witnesses;
  const consume = makeConsumer({
    queue: makePrioritizedQueues(cloud.queues.scan, cloud.queues.backfill, telemetry),
    results: cloud.results,
    scanImage: makeScanImage({
      ...settings,
      reader: objects,
      codec,
      detector,
      clock,
      voice: "file",
    }),
    resolveDeletion: makeResolveDeletion({ reader: objects, clock }),
    clock,
    telemetry,
    maskBucket: MASK_BUCKET,
    voice: "file",
    settings: { ...SETTINGS, ...cloud.delivery },
  });
  const drain = new AbortController();
  const drained = consume(drain.signal);
  shutdown.add(() => {
    drain.abort();
    return drained;
  });
}

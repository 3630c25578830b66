import { makeSqsClient } from "../adapters/aws/clients.ts";
import { EmfTelemetry } from "../adapters/aws/emf-telemetry.ts";
import { SqsMessageQueue } from "../adapters/aws/sqs/sqs-message-queue.ts";
import { SqsResultSink } from "../adapters/aws/sqs/sqs-senders.ts";
import { TaskProtection } from "../adapters/aws/task-protection.ts";
import { makeEngine } from "../adapters/engine/scan-engine.ts";
import { makeResolveDeletion } from "../core/intake/resolve-deletion.ts";
import { makeScanImage } from "../core/scan/scan-image.ts";
import type { LogEvent } from "../core/settings/log-events.ts";
import { makeConsumer } from "./consume.ts";
import { loadOf, WorkerEnv } from "./env.ts";
import { makePollMark } from "./poll-mark.ts";
import { PollWatch } from "./poll-watch.ts";
import { makePrioritizedQueues } from "./prioritized-queues.ts";

// Entry point of an ECS task: scans what the queues hold until SIGTERM, uploads before backfills, then
// drains. Each image is decoded on a thread of libuv's pool: set UV_THREADPOOL_SIZE to the number of cores.

const METRICS_FLUSH_MS = 10_000;

const env = WorkerEnv.parse(process.env);
const load = loadOf(env);
const telemetry = new EmfTelemetry("worker", env.SCANNER);
const drain = new AbortController();
for (const signal of ["SIGTERM", "SIGINT"]) {
  process.once(signal, () => {
    telemetry.log("info", "drain-started", { signal });
    drain.abort();
  });
}

const engine = await makeEngine({
  model: env,
  provider: env.PROVIDER,
  load,
  telemetry,
});
const { detector, clock } = engine;
/** ECS starts a new task in this one's place. */
const fail = (event: LogEvent) => {
  if (drain.signal.aborted) return;
  telemetry.log("error", event);
  process.exitCode = 1;
  drain.abort();
};
// Replaced too often, a witness is gone for good.
void engine.stopped.then(() => fail("inference-thread-crashed"));

const sqs = makeSqsClient();
const { ECS_AGENT_URI: agentUri, POLLED_FILE: polledFile } = env;
const consume = makeConsumer({
  queue: makePrioritizedQueues(
    new SqsMessageQueue(sqs, env.SCAN_QUEUE_URL),
    new SqsMessageQueue(sqs, env.BACKFILL_QUEUE_URL),
    telemetry,
  ),
  results: new SqsResultSink(sqs, env.RESULT_QUEUE_URL),
  scanImage: makeScanImage(engine),
  resolveDeletion: makeResolveDeletion(engine),
  clock,
  telemetry,
  ...(agentUri && { busy: new TaskProtection({ agentUri, clock, telemetry }) }),
  polls: new PollWatch({
    clock,
    giveUp: () => fail("receive-given-up"),
    ...(polledFile && { mark: makePollMark(polledFile, { clock, telemetry }) }),
  }),
  maskBucket: env.MASK_BUCKET,
  settings: {
    maxInFlight: load.maxInFlight,
    visibilitySeconds: env.VISIBILITY_SECONDS,
    maxDeliveries: env.MAX_DELIVERIES,
    scanTimeoutMs: env.SCAN_TIMEOUT_SECONDS * 1000,
    drainTimeoutMs: env.DRAIN_TIMEOUT_SECONDS * 1000,
  },
});

const flush = setInterval(() => telemetry.flush(), METRICS_FLUSH_MS);
telemetry.log("info", "worker-started", { model: detector.model, provider: env.PROVIDER });
await consume(drain.signal);
clearInterval(flush);
await engine.close();
telemetry.flush();
// A thread that hangs would keep the process.
process.exit();

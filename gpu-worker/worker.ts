import { makeS3Client, makeSqsClient } from "../adapters/aws/clients.ts";
import { LambdaTelemetry } from "../adapters/aws/lambda-telemetry.ts";
import { S3ObjectStore } from "../adapters/aws/s3-object-store.ts";
import { SqsMessageQueue } from "../adapters/aws/sqs-message-queue.ts";
import { SqsResultSink } from "../adapters/aws/sqs-senders.ts";
import { systemClock as clock } from "../adapters/clock/system-clock.ts";
import { makeSharpCodec } from "../adapters/image/sharp-codec.ts";
import { makeOnnxDetector } from "../adapters/onnx/onnx-detector.ts";
import { SHIPPED_MODEL_DIRECTORY } from "../adapters/onnx/shipped-model.ts";
import { makePassDeletion } from "../core/scan/pass-deletion.ts";
import { makeScanImage, scanSettingsOf } from "../core/scan/scan-image.ts";
import { makeConsumer } from "./consume.ts";
import { WorkerEnv } from "./env.ts";

// Entry point of an ECS task: scans what the queue holds until SIGTERM, then drains. Each image is
// decoded on a thread of libuv's pool: set UV_THREADPOOL_SIZE to the number of cores.

const METRICS_FLUSH_MS = 10_000;

const env = WorkerEnv.parse(process.env);
const telemetry = new LambdaTelemetry("worker");
const drain = new AbortController();
for (const signal of ["SIGTERM", "SIGINT"]) {
  process.once(signal, () => {
    telemetry.log("info", "drain-started", { signal });
    drain.abort();
  });
}

const detector = await makeOnnxDetector({
  directory: env.MODEL_DIRECTORY ?? SHIPPED_MODEL_DIRECTORY,
  provider: env.PROVIDER,
  maxBatch: env.MAX_BATCH,
});
// A thread that crashed does not come back: ECS starts a new task in this one's place.
void detector.stopped.then(() => {
  if (drain.signal.aborted) return;
  telemetry.log("error", "inference-thread-crashed");
  process.exitCode = 1;
  drain.abort();
});

const sqs = makeSqsClient();
const reader = new S3ObjectStore(makeS3Client());
const consume = makeConsumer({
  queue: new SqsMessageQueue(sqs, env.SCAN_QUEUE_URL),
  results: new SqsResultSink(sqs, env.RESULT_QUEUE_URL),
  scanImage: makeScanImage({
    reader,
    codec: makeSharpCodec(),
    detector,
    clock,
    ...scanSettingsOf(detector.manifest),
  }),
  passDeletion: makePassDeletion({ reader, clock }),
  clock,
  telemetry,
  maskBucket: env.MASK_BUCKET,
  settings: {
    maxInHand: env.MAX_IN_HAND,
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
await detector.close();
telemetry.flush();

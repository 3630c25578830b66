import { makeS3Client } from "../adapters/aws/clients.ts";
import { LambdaTelemetry } from "../adapters/aws/lambda-telemetry.ts";
import { S3ObjectStore } from "../adapters/aws/s3-object-store.ts";
import { sleep } from "../adapters/clock/sleep.ts";
import { systemClock as clock } from "../adapters/clock/system-clock.ts";
import { makeSharpCodec } from "../adapters/image/sharp-codec.ts";
import { makeOnnxDetector } from "../adapters/onnx/onnx-detector.ts";
import { SHIPPED_MODEL_DIRECTORY } from "../adapters/onnx/shipped-model.ts";
import { DEFAULT_LIMITS } from "../core/scan/limits.ts";
import { scanSettingsOf } from "../core/scan/scan-image.ts";
import { makeAnswerInvocation } from "./answer-invocation.ts";
import { startEndpointServer } from "./endpoint-server.ts";
import { ServeEnv } from "./env.ts";

// Entry point of a SageMaker container: scans what it is asked to until SIGTERM, then drains.

const env = ServeEnv.parse(process.env);
const telemetry = new LambdaTelemetry("serve");
const stopped = new AbortController();
for (const signal of ["SIGTERM", "SIGINT"]) process.once(signal, () => stopped.abort());

const detector = await makeOnnxDetector({
  directory: env.MODEL_DIRECTORY ?? SHIPPED_MODEL_DIRECTORY,
  provider: env.PROVIDER,
  maxBatch: env.MAX_BATCH,
});
let isReady = true;
// A thread that crashed does not come back: /ping fails, and SageMaker replaces the container.
void detector.stopped.then(() => {
  isReady = false;
  if (!stopped.signal.aborted) telemetry.log("error", "inference-thread-crashed");
});

const answer = makeAnswerInvocation({
  reader: new S3ObjectStore(makeS3Client()),
  codec: makeSharpCodec(),
  detector,
  clock,
  ...scanSettingsOf(detector.manifest),
});
const server = await startEndpointServer(
  { answer, isReady: () => isReady, telemetry, maxBodyBytes: DEFAULT_LIMITS.maxSizeBytes },
  env.SAGEMAKER_BIND_TO_PORT,
);
const { port } = server;
telemetry.log("info", "serve-started", { model: detector.model, provider: env.PROVIDER, port });

await new Promise((resolve) => stopped.signal.addEventListener("abort", resolve));
telemetry.log("info", "drain-started");
const done = new AbortController();
await Promise.race([server.drain(), sleep(env.DRAIN_TIMEOUT_SECONDS * 1000, done.signal)]);
done.abort();
await detector.close();
telemetry.flush();
process.exit();

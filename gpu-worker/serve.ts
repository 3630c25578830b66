import { EmfTelemetry } from "../adapters/aws/emf-telemetry.ts";
import { sleep } from "../adapters/clock/sleep.ts";
import { makeEngine } from "../adapters/engine/scan-engine.ts";
import { DEFAULT_LIMITS } from "../core/scan/limits.ts";
import { makeAnswerInvocation } from "./answer-invocation.ts";
import { startEndpointServer } from "./endpoint-server.ts";
import { loadOf, ServeEnv } from "./env.ts";

// Entry point of a SageMaker container: scans what it is asked to until SIGTERM, then drains.

const env = ServeEnv.parse(process.env);
const telemetry = new EmfTelemetry("serve", env.SCANNER);
const stopped = new AbortController();
for (const signal of ["SIGTERM", "SIGINT"]) process.once(signal, () => stopped.abort());

const engine = await makeEngine({
  model: env,
  provider: env.PROVIDER,
  load: loadOf(env),
  telemetry,
});
const { detector } = engine;
let isReady = true;
// Replaced too often, a witness is gone for good: /ping fails, and SageMaker replaces the container.
void engine.stopped.then(() => {
  isReady = false;
  if (!stopped.signal.aborted) telemetry.log("error", "inference-thread-crashed");
});

const answer = makeAnswerInvocation(engine);
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
await engine.close();
telemetry.flush();
process.exit();

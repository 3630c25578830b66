import { makeSqsClient } from "../../adapters/aws/clients.ts";
import { EmfTelemetry } from "../../adapters/aws/emf-telemetry.ts";
import { SqsResultSink } from "../../adapters/aws/sqs/sqs-senders.ts";
import { sleep } from "../../adapters/clock/sleep.ts";
import { makeEngine } from "../../adapters/engine/scan-engine.ts";
import { makeResolveDeletion } from "../../core/intake/resolve-deletion.ts";
import { makeScanImage } from "../../core/scan/scan-image.ts";
import { ScanImageEnv } from "./env.ts";
import { makeScanImageFunction } from "./scan-image.ts";

/** At once: all threads are its own. */
const ONE_IMAGE = { maxBatch: 1, sessions: 1 } as const;

const env = ScanImageEnv.parse(process.env);
const telemetry = new EmfTelemetry("scan-image", env.SCANNER);
// Before the first invocation, so that a model that cannot be used fails every start, visibly.
const engine = await makeEngine({ model: env, load: ONE_IMAGE, telemetry });
// Replaced too often, a witness is gone for good: Lambda starts a new environment in this one's place.
void engine.stopped.then(() => process.exit(1));

export const handler = telemetry.flushAfter(
  makeScanImageFunction({
    results: new SqsResultSink(makeSqsClient(), env.RESULT_QUEUE_URL),
    scanImage: makeScanImage(engine),
    resolveDeletion: makeResolveDeletion(engine),
    clock: engine.clock,
    sleep,
    telemetry,
    maskBucket: env.MASK_BUCKET,
    scanTimeoutMs: Number(env.SCAN_TIMEOUT_SECONDS) * 1000,
    maxDeliveries: Number(env.MAX_DELIVERIES),
  }),
);

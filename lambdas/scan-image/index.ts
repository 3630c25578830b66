import { makeS3Client, makeSqsClient } from "../../adapters/aws/clients.ts";
import { LambdaTelemetry } from "../../adapters/aws/lambda-telemetry.ts";
import { S3ObjectStore } from "../../adapters/aws/s3-object-store.ts";
import { SqsResultSink } from "../../adapters/aws/sqs-senders.ts";
import { sleep } from "../../adapters/clock/sleep.ts";
import { systemClock as clock } from "../../adapters/clock/system-clock.ts";
import { makeSharpCodec } from "../../adapters/image/sharp-codec.ts";
import { makeOnnxDetector } from "../../adapters/onnx/onnx-detector.ts";
import { makePassDeletion } from "../../core/scan/pass-deletion.ts";
import { makeScanImage, scanSettingsOf } from "../../core/scan/scan-image.ts";
import { ScanImageEnv } from "./env.ts";
import { makeScanImageFunction } from "./scan-image.ts";

const env = ScanImageEnv.parse(process.env);
const telemetry = new LambdaTelemetry("scan-image");
// Before the first invocation, so that a model that cannot be used fails every start, visibly.
const detector = await makeOnnxDetector({ directory: env.MODEL_DIRECTORY, maxBatch: 1 });
// A thread that crashed does not come back: Lambda starts a new environment in this one's place.
void detector.stopped.then(() => process.exit(1));
const reader = new S3ObjectStore(makeS3Client());

export const handler = telemetry.flushAfter(
  makeScanImageFunction({
    results: new SqsResultSink(makeSqsClient(), env.RESULT_QUEUE_URL),
    scanImage: makeScanImage({
      reader,
      codec: makeSharpCodec(),
      detector,
      clock,
      ...scanSettingsOf(detector.manifest),
    }),
    passDeletion: makePassDeletion({ reader, clock }),
    clock,
    sleep,
    telemetry,
    maskBucket: env.MASK_BUCKET,
    scanTimeoutMs: Number(env.SCAN_TIMEOUT_SECONDS) * 1000,
    maxDeliveries: Number(env.MAX_DELIVERIES),
  }),
);

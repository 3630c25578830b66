import {
  makeS3Client,
  makeSageMakerRuntimeClient,
  makeSqsClient,
} from "../../adapters/aws/clients.ts";
import { EmfTelemetry } from "../../adapters/aws/emf-telemetry.ts";
import { S3Exchange } from "../../adapters/aws/s3/s3-exchange.ts";
import { S3ObjectStore } from "../../adapters/aws/s3/s3-object-store.ts";
import { SageMakerSubmitter } from "../../adapters/aws/sage-maker-submitter.ts";
import { SqsResultSink } from "../../adapters/aws/sqs/sqs-senders.ts";
import { systemClock as clock } from "../../adapters/clock/system-clock.ts";
import { makeResolveDeletion } from "../../core/intake/resolve-deletion.ts";
import { SubmitScanEnv } from "./env.ts";
import { makeSubmitScan } from "./submit-scan.ts";

const env = SubmitScanEnv.parse(process.env);
const telemetry = new EmfTelemetry("submit-scan", env.SCANNER);
const s3 = makeS3Client();
const exchange = new S3Exchange(s3, env.EXCHANGE_BUCKET);

export const handler = telemetry.flushAfter(
  makeSubmitScan({
    submitter: new SageMakerSubmitter(makeSageMakerRuntimeClient(), exchange, {
      endpointName: env.ENDPOINT_NAME,
      requestTtlSeconds: Number(env.REQUEST_TTL_SECONDS),
      invocationTimeoutSeconds: Number(env.INVOCATION_TIMEOUT_SECONDS),
    }),
    results: new SqsResultSink(makeSqsClient(), env.RESULT_QUEUE_URL),
    resolveDeletion: makeResolveDeletion({ reader: new S3ObjectStore(s3), clock }),
    telemetry,
    maskBucket: env.MASK_BUCKET,
  }),
);

import { makeDynamoDbClient, makeS3Client, makeSqsClient } from "../../adapters/aws/clients.ts";
import { DynamoVerdictStore } from "../../adapters/aws/dynamo/dynamo-verdict-store.ts";
import { EmfTelemetry } from "../../adapters/aws/emf-telemetry.ts";
import { S3ObjectStore } from "../../adapters/aws/s3/s3-object-store.ts";
import { SqsJobQueue } from "../../adapters/aws/sqs/sqs-senders.ts";
import { systemClock } from "../../adapters/clock/system-clock.ts";
import { RequestScanEnv } from "./env.ts";
import { makeRequestScan } from "./request-scan.ts";

const env = RequestScanEnv.parse(process.env);
const telemetry = new EmfTelemetry("request-scan", env.SCANNER);

export const handler = telemetry.flushAfter(
  makeRequestScan({
    jobs: new SqsJobQueue(makeSqsClient(), env.SCAN_QUEUE_URL),
    verdicts: new DynamoVerdictStore(makeDynamoDbClient(), { tableName: env.VERDICT_TABLE }),
    reader: new S3ObjectStore(makeS3Client()),
    clock: systemClock,
    telemetry,
  }),
);

import {
  makeDynamoDbClient,
  makeEventBridgeClient,
  makeS3Client,
} from "../../adapters/aws/clients.ts";
import { DynamoVerdictStore } from "../../adapters/aws/dynamo-verdict-store.ts";
import { EventBridgeAnnouncer } from "../../adapters/aws/event-bridge-announcer.ts";
import { LambdaTelemetry } from "../../adapters/aws/lambda-telemetry.ts";
import { S3ObjectStore } from "../../adapters/aws/s3-object-store.ts";
import { systemClock } from "../../adapters/clock/system-clock.ts";
import { makeSharpCodec } from "../../adapters/image/sharp-codec.ts";
import { RecordVerdictEnv } from "./env.ts";
import { makeRecordVerdict } from "./record-verdict.ts";

const env = RecordVerdictEnv.parse(process.env);
const telemetry = new LambdaTelemetry("record-verdict");
const table = { tableName: env.VERDICT_TABLE, listing: env.LISTING };

export const handler = telemetry.flushAfter(
  makeRecordVerdict({
    codec: makeSharpCodec(),
    masks: new S3ObjectStore(makeS3Client()),
    maskBucket: env.MASK_BUCKET,
    verdicts: new DynamoVerdictStore(makeDynamoDbClient(), table),
    announcer: new EventBridgeAnnouncer(makeEventBridgeClient(), env.EVENTS),
    clock: systemClock,
    telemetry,
  }),
);

import {
  makeDynamoDbClient,
  makeEventBridgeClient,
  makeS3Client,
} from "../../adapters/aws/clients.ts";
import { DynamoQuarantineRecords } from "../../adapters/aws/dynamo/dynamo-quarantine-records.ts";
import { DynamoVerdictStore } from "../../adapters/aws/dynamo/dynamo-verdict-store.ts";
import { EmfTelemetry } from "../../adapters/aws/emf-telemetry.ts";
import { EventBridgeAnnouncer } from "../../adapters/aws/event-bridge-announcer.ts";
import { S3Exchange } from "../../adapters/aws/s3/s3-exchange.ts";
import { S3ObjectStore } from "../../adapters/aws/s3/s3-object-store.ts";
import { S3Tagger } from "../../adapters/aws/s3/s3-tagger.ts";
import { systemClock } from "../../adapters/clock/system-clock.ts";
import { makeSharpCodec } from "../../adapters/image/sharp-codec.ts";
import { RecordVerdictEnv } from "./env.ts";
import { makeRecordVerdict } from "./record-verdict.ts";

const env = RecordVerdictEnv.parse(process.env);
const telemetry = new EmfTelemetry("record-verdict", env.SCANNER);
const table = { tableName: env.VERDICT_TABLE, listing: env.LISTING };
const s3 = makeS3Client();
const dynamo = makeDynamoDbClient();
// The tag first: whoever is told by the event may read the object at once.
const announcers = [
  ...(env.TAGS === "none" ? [] : [new S3Tagger(s3, telemetry)]),
  new EventBridgeAnnouncer(makeEventBridgeClient(), env.EVENTS),
];

export const handler = telemetry.flushAfter(
  makeRecordVerdict({
    codec: makeSharpCodec(),
    masks: new S3ObjectStore(s3),
    maskBucket: env.MASK_BUCKET,
    verdicts: new DynamoVerdictStore(dynamo, table),
    quarantine: new DynamoQuarantineRecords(dynamo, env.VERDICT_TABLE),
    announcers,
    ...(env.EXCHANGE_BUCKET && { exchange: new S3Exchange(s3, env.EXCHANGE_BUCKET) }),
    clock: systemClock,
    telemetry,
  }),
);

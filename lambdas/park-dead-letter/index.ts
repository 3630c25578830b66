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
import { systemClock } from "../../adapters/clock/system-clock.ts";
import { ParkDeadLetterEnv } from "./env.ts";
import { makeParkDeadLetter } from "./park-dead-letter.ts";

const env = ParkDeadLetterEnv.parse(process.env);
const telemetry = new EmfTelemetry("park-dead-letter", env.SCANNER);
const s3 = makeS3Client();
const dynamo = makeDynamoDbClient();
const table = { tableName: env.VERDICT_TABLE, listing: env.LISTING };

export const handler = telemetry.flushAfter(
  makeParkDeadLetter({
    verdicts: new DynamoVerdictStore(dynamo, table),
    quarantine: new DynamoQuarantineRecords(dynamo, env.VERDICT_TABLE),
    announcers: [new EventBridgeAnnouncer(makeEventBridgeClient(), env.EVENTS)],
    reader: new S3ObjectStore(s3),
    ...(env.EXCHANGE_BUCKET && { exchange: new S3Exchange(s3, env.EXCHANGE_BUCKET) }),
    clock: systemClock,
    telemetry,
    deliveries: { scans: Number(env.MAX_DELIVERIES), results: Number(env.RESULT_DELIVERIES) },
  }),
);

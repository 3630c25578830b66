import { makeDynamoDbClient, makeS3Client } from "../../adapters/aws/clients.ts";
import { DynamoQuarantineRecords } from "../../adapters/aws/dynamo/dynamo-quarantine-records.ts";
import { DynamoVerdictStore } from "../../adapters/aws/dynamo/dynamo-verdict-store.ts";
import { EmfTelemetry } from "../../adapters/aws/emf-telemetry.ts";
import { S3ObjectStore } from "../../adapters/aws/s3/s3-object-store.ts";
import { systemClock } from "../../adapters/clock/system-clock.ts";
import { QueryVerdictEnv } from "./env.ts";
import { makeListVerdicts } from "./list-verdicts.ts";
import { makeQueryVerdict } from "./query-verdict.ts";

const env = QueryVerdictEnv.parse(process.env);
const telemetry = new EmfTelemetry("query-verdict", env.SCANNER);
const dynamo = makeDynamoDbClient();
const verdicts = new DynamoVerdictStore(dynamo, { tableName: env.VERDICT_TABLE });
const objects = new S3ObjectStore(makeS3Client());

export const handler = telemetry.flushAfter(
  makeQueryVerdict({
    verdicts,
    listVerdicts: makeListVerdicts({ index: verdicts, clock: systemClock }),
    reader: objects,
    links: objects,
    telemetry,
    filters: env.KEY_FILTERS,
    quarantine: new DynamoQuarantineRecords(dynamo, env.VERDICT_TABLE),
  }),
);

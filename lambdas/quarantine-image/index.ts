import { makeDynamoDbClient, makeS3Client } from "../../adapters/aws/clients.ts";
import { DynamoQuarantineRecords } from "../../adapters/aws/dynamo/dynamo-quarantine-records.ts";
import { EmfTelemetry } from "../../adapters/aws/emf-telemetry.ts";
import { S3ImageMover } from "../../adapters/aws/s3/s3-image-mover.ts";
import { systemClock } from "../../adapters/clock/system-clock.ts";
import { QuarantineImageEnv } from "./env.ts";
import { makeQuarantineImage } from "./quarantine-image.ts";

const env = QuarantineImageEnv.parse(process.env);
const telemetry = new EmfTelemetry("quarantine-image", env.SCANNER);

export const handler = telemetry.flushAfter(
  makeQuarantineImage({
    records: new DynamoQuarantineRecords(makeDynamoDbClient(), env.VERDICT_TABLE),
    mover: new S3ImageMover(makeS3Client()),
    settings: { action: env.ACTION, to: { bucket: env.TO_BUCKET, prefix: env.TO_PREFIX } },
    clock: systemClock,
    telemetry,
  }),
);

import { readFile } from "node:fs/promises";
import { makeDynamoDbClient, makeS3Client } from "../../adapters/aws/clients.ts";
import { DynamoVerdictStore } from "../../adapters/aws/dynamo/dynamo-verdict-store.ts";
import { EmfTelemetry } from "../../adapters/aws/emf-telemetry.ts";
import { S3CanaryImages } from "../../adapters/aws/s3/s3-canary-images.ts";
import { sleep } from "../../adapters/clock/sleep.ts";
import { systemClock as clock } from "../../adapters/clock/system-clock.ts";
import { makeCanary } from "./canary.ts";
import { CanaryEnv } from "./env.ts";

const env = CanaryEnv.parse(process.env);
const telemetry = new EmfTelemetry("canary", env.SCANNER);
const bucket = env.IMAGE_BUCKET;

export const handler = telemetry.flushAfter(
  makeCanary({
    images: new S3CanaryImages(makeS3Client(), bucket),
    verdicts: new DynamoVerdictStore(makeDynamoDbClient(), { tableName: env.VERDICT_TABLE }),
    clock,
    sleep,
    telemetry,
    bucket,
    keyPrefix: env.KEY_PREFIX,
    picture: await readFile(env.PICTURE),
    verdictTimeoutMs: Number(env.VERDICT_TIMEOUT_SECONDS) * 1000,
  }),
);

import type { ComputeName } from "../settings/compute-name.ts";
import {
  ENDPOINT_HOUR_USD,
  INSTANCE_HOUR_USD,
  PRICES_USD,
  RECORD_FUNCTION_MB,
  SCAN_FUNCTION_MB,
} from "./prices.ts";
import { RECORD_SECONDS, TASK_IMAGES_A_SECOND } from "./rates.ts";

/** One cost, and why it is that much. */
export interface CostLine {
  readonly what: string;
  /** The arithmetic, in words and numbers. */
  readonly because: string;
  readonly usd: number;
}

const IMAGES = 1_000;
const SECONDS_AN_HOUR = 3_600;
const RECORD_GB = RECORD_FUNCTION_MB / 1024;
/** `Assumption:` of scan-image, on 1.7 processors; docs/cost.md says what was measured on two. */
const SCAN_SECONDS = 3;
const SCAN_GB = SCAN_FUNCTION_MB / 1024;

const line = (what: string, because: string, usd: number): CostLine => ({
  what,
  because,
  usd,
});

const megabytes = (count: number) => `${count.toLocaleString("en")} MB`;

/** What 1,000 uploads cost under every compute, the compute itself left out. */
export function pipelineCost(): CostLine[] {
  const { sqsRequest, s3Get, s3Put, lambdaGbSecond, lambdaRequest, dynamoWriteUnit, logsGb } =
    PRICES_USD;
  return [
    line(
      "SQS",
      "two queues; send, receive and delete on each: 6 requests an image",
      IMAGES * 6 * sqsRequest,
    ),
    line("S3", "one GET of the image, one PUT of the mask", IMAGES * (s3Get + s3Put)),
    line(
      "record-verdict",
      `${megabytes(RECORD_FUNCTION_MB)} for ${RECORD_SECONDS} s, one request`,
      IMAGES * (RECORD_SECONDS * RECORD_GB * lambdaGbSecond + lambdaRequest),
    ),
    line("DynamoDB", "two rows of up to 2 KB: 4 write units", IMAGES * 4 * dynamoWriteUnit),
    line("CloudWatch Logs", "2 KB of lines and metrics", IMAGES * 2e-6 * logsGb),
  ];
}

/** What computing 1,000 scans costs. */
export function computeCost(): Readonly<Record<ComputeName, CostLine>> {
  const perGpuHour = TASK_IMAGES_A_SECOND * SECONDS_AN_HOUR;
  const gpu = (name: string, hourUsd: number) =>
    line(
      name,
      `$${hourUsd} an hour, at ${TASK_IMAGES_A_SECOND} images/s without a pause`,
      (IMAGES * hourUsd) / perGpuHour,
    );
  return {
    lambdaCpu: line(
      "`lambdaCpu`",
      `${megabytes(SCAN_FUNCTION_MB)} for ${SCAN_SECONDS} s, one request`,
      IMAGES * (SCAN_SECONDS * SCAN_GB * PRICES_USD.lambdaGbSecond + PRICES_USD.lambdaRequest),
    ),
    ecsGpu: gpu("`ecsGpu`, g4dn.xlarge", INSTANCE_HOUR_USD["g4dn.xlarge"]),
    sageMaker: gpu("`sageMaker`, ml.g4dn.xlarge", ENDPOINT_HOUR_USD["ml.g4dn.xlarge"]),
  };
}

/** Objects that were looked at, and those of them that are scanned. */
export interface BackfillSize {
  readonly objects: number;
  readonly scans: number;
}

/**
 * US dollars for a backfill: listing the objects and looking for their verdicts; then, of each that is
 * scanned, a HEAD, another look, and what an upload costs.
 */
export function backfillUsd({ objects, scans }: BackfillSize, compute: ComputeName): number {
  const { s3List, s3Get, dynamoReadUnit } = PRICES_USD;
  const looking = s3List / IMAGES + dynamoReadUnit;
  const together = [...pipelineCost(), computeCost()[compute]].reduce(
    (sum, { usd }) => sum + usd,
    0,
  );
  return objects * looking + scans * (s3Get + dynamoReadUnit + together / IMAGES);
}

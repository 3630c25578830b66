import { INTERFACE_ENDPOINTS, ZONES } from "../../lib/compute/network.ts";
import { ENDPOINT_HOUR_USD, INSTANCE_HOUR_USD, PRICES_USD } from "../../lib/prices.ts";
import { ScanImage } from "../../lib/scan-image.ts";

/** One line of docs/cost.md. */
export interface CostLine {
  readonly what: string;
  /** The arithmetic, in words and numbers. */
  readonly because: string;
  readonly usd: number;
}

const IMAGES = 1_000;
const HOURS_A_MONTH = 730;
const SECONDS_AN_HOUR = 3_600;
/** Of record-verdict, for one mask of some megapixels. `Assumption:` a tenth of a second. */
const RECORD_SECONDS = 0.1;
const RECORD_GB = 1769 / 1024;
/** `Assumption:` of scan-image, on 1.7 processors; docs/cost.md says what was measured on two. */
const SCAN_SECONDS = 0.5;
const SCAN_GB = ScanImage.MEMORY_MB / 1024;
/** `Assumption:` no GPU was measured. */
const GPU_IMAGES_A_SECOND = 20;
/** Of an event source mapping that finds nothing: five readers, each waiting 20 s. */
const EMPTY_READS_A_MINUTE = 15;
/** `Assumption:` of an hour, with a canary in it: coming up, the scan, and going down again. */
const CANARY_MINUTES = 40;
const ROW_BYTES = 2_000;
/** As of the samples, which are below a megapixel; larger images have larger masks. */
const MASK_BYTES = 150_000;

const line = (what: string, because: string, usd: number): CostLine => ({ what, because, usd });

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
      `1,769 MB for ${RECORD_SECONDS} s, one request`,
      IMAGES * (RECORD_SECONDS * RECORD_GB * lambdaGbSecond + lambdaRequest),
    ),
    line("DynamoDB", "two rows of up to 2 KB: 4 write units", IMAGES * 4 * dynamoWriteUnit),
    line("CloudWatch Logs", "2 KB of lines and metrics", IMAGES * 2e-6 * logsGb),
  ];
}

/** What 1,000 of them cost more that are flagged, or failed. */
export function flaggedCost(): CostLine[] {
  const { dynamoWriteUnit, event } = PRICES_USD;
  return [
    line(
      "list index",
      "one row of up to 2 KB once more: 2 write units",
      IMAGES * 2 * dynamoWriteUnit,
    ),
    line("EventBridge", "one event", IMAGES * event),
  ];
}

/** What computing 1,000 scans costs, by compute. */
export function computeCost(): CostLine[] {
  const perGpuHour = GPU_IMAGES_A_SECOND * SECONDS_AN_HOUR;
  const gpu = (hourUsd: number) => (IMAGES * hourUsd) / perGpuHour;
  return [
    line(
      "`lambdaCpu`",
      `3,008 MB for ${SCAN_SECONDS} s, one request`,
      IMAGES * (SCAN_SECONDS * SCAN_GB * PRICES_USD.lambdaGbSecond + PRICES_USD.lambdaRequest),
    ),
    line(
      "`ecsGpu`, g4dn.xlarge",
      `$${INSTANCE_HOUR_USD["g4dn.xlarge"]} an hour, at ${GPU_IMAGES_A_SECOND} images/s without a pause`,
      gpu(INSTANCE_HOUR_USD["g4dn.xlarge"]),
    ),
    line(
      "`sageMaker`, ml.g4dn.xlarge",
      `$${ENDPOINT_HOUR_USD["ml.g4dn.xlarge"]} an hour, at ${GPU_IMAGES_A_SECOND} images/s without a pause`,
      gpu(ENDPOINT_HOUR_USD["ml.g4dn.xlarge"]),
    ),
  ];
}

/** What is paid in a month in which nothing is uploaded. */
export function idleCost(): CostLine[] {
  const endpoints = Object.keys(INTERFACE_ENDPOINTS).length;
  const { interfaceEndpointHour, publicAddressHour, sqsRequest } = PRICES_USD;
  const always = INSTANCE_HOUR_USD["g4dn.xlarge"] + publicAddressHour;
  return [
    line(
      "reading empty queues",
      `4 queues that functions read, ${EMPTY_READS_A_MINUTE} requests a minute each`,
      4 * EMPTY_READS_A_MINUTE * 60 * HOURS_A_MONTH * sqsRequest,
    ),
    line(
      "`network=isolated`",
      `${endpoints} endpoints in ${ZONES} zones, $${interfaceEndpointHour} an hour each`,
      endpoints * ZONES * interfaceEndpointHour * HOURS_A_MONTH,
    ),
    line(
      "`minTasks=1`, g4dn.xlarge",
      "an instance and its address that always run",
      always * HOURS_A_MONTH,
    ),
    line(
      "`canary` every hour, g4dn.xlarge",
      `an instance and its address for ${CANARY_MINUTES} minutes of each hour`,
      (CANARY_MINUTES / 60) * always * HOURS_A_MONTH,
    ),
  ];
}

/** What keeping the masks and verdicts of a million images costs a month. */
export function keptCost(): CostLine[] {
  const gb = (bytes: number) => (1e6 * bytes) / 1e9;
  const { s3GbMonth, dynamoGbMonth } = PRICES_USD;
  return [
    line("masks", "0.15 MB each: 150 GB", gb(MASK_BYTES) * s3GbMonth),
    line(
      "verdicts",
      "two rows of up to 2 KB: 4 GB, with recovery",
      gb(2 * ROW_BYTES) * dynamoGbMonth,
    ),
  ];
}

/** As docs/cost.md has it. */
export function costTable(lines: readonly CostLine[], digits: number): string[] {
  return lines.map(({ what, because, usd }) => `| ${what} | ${because} | ${usd.toFixed(digits)} |`);
}

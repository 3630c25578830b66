import type { CostLine } from "../../../core/cost/image-cost.ts";
import { INSTANCE_HOUR_USD, PRICES_USD } from "../../../core/cost/prices.ts";
import { INTERFACE_ENDPOINTS, ZONES } from "../../../lib/compute/ecs/network.ts";

const IMAGES = 1_000;
const HOURS_A_MONTH = 730;
/** Scans, backfills, results, and the dead letters of scans and of results. */
const QUEUES_READ = 5;
/** Of an event source mapping that finds nothing: five readers, each waiting 20 s. */
const EMPTY_READS_A_MINUTE = 15;
/** `Assumption:` of an hour, with a canary in it: coming up, the scan, and going down again. */
const CANARY_MINUTES = 40;
const ROW_BYTES = 2_000;
/** As of the samples, which are below a megapixel; larger images have larger masks. */
const MASK_BYTES = 150_000;

const line = (what: string, because: string, usd: number): CostLine => ({ what, because, usd });

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

/** What is paid in a month in which nothing is uploaded. */
export function idleCost(): CostLine[] {
  const endpoints = Object.keys(INTERFACE_ENDPOINTS).length;
  const { interfaceEndpointHour, publicAddressHour, sqsRequest } = PRICES_USD;
  const always = INSTANCE_HOUR_USD["g4dn.xlarge"] + publicAddressHour;
  return [
    line(
      "reading empty queues",
      `${QUEUES_READ} queues that functions read, ${EMPTY_READS_A_MINUTE} requests a minute each`,
      QUEUES_READ * EMPTY_READS_A_MINUTE * 60 * HOURS_A_MONTH * sqsRequest,
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

import {
  alwaysOnCost,
  followUpCost,
  idleCost,
  isolatedCost,
  sumUsd,
} from "../../../core/cost/idle-cost.ts";
import type { CostLine } from "../../../core/cost/image-cost.ts";
import { PRICES_USD } from "../../../core/cost/prices.ts";
import { ComputeName } from "../../../core/settings/compute-name.ts";

const IMAGES = 1_000;
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

/** What is paid in a month in which nothing is uploaded: all of each shape, then what can be added. */
export function idleCosts(): CostLine[] {
  const shapes = ComputeName.options.map((compute) => {
    const lines = idleCost({ compute });
    const because = lines.map(
      ({ what, because: why, usd }) => `${what} ${usd.toFixed(2)} (${why})`,
    );
    return line(`\`${compute}\``, because.join(", "), sumUsd(lines));
  });
  const always = alwaysOnCost("ecsGpu", 1);
  return [
    ...shapes,
    followUpCost(),
    isolatedCost(),
    always,
    line(
      "`canary` every hour, g4dn.xlarge",
      `an instance and its address for ${CANARY_MINUTES} minutes of each hour`,
      (CANARY_MINUTES / 60) * always.usd,
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

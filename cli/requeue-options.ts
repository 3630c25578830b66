import { Option } from "@commander-js/extra-typings";
import { UsageError } from "./usage-error.ts";

/** More than twice what one GPU is assumed to do. */
const DEFAULT_RATE_PER_SECOND = 50;

export const SYSTEM_OPTION = new Option(
  "--system <file>",
  "what cdk deploy --outputs-file wrote, the System that it printed, or the URL of a local system " +
    "(default: $FASA_SYSTEM, else the local one)",
);
export const RATE_PER_SECOND_OPTION = new Option("--rate <n>", "scans to queue a second, at most")
  .default(DEFAULT_RATE_PER_SECOND)
  .argParser(parseRate);
export const DRY_RUN_OPTION = new Option("--dry-run", "count, and send nothing").default(false);
export const JSON_OPTION = new Option("--json", "the report as JSON").default(false);

/** Of every command that takes times. */
export const TIME_HELP = `
A time is 2026-01-31, 2026-01-31T12:00:00Z, or 30m, 36h or 7d before now. What was already asked
for can be asked for again: it changes nothing. New uploads go before all of it.`;

function parseRate(text: string): number {
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text);
  throw new UsageError(
    `Expected a whole number of images a second as --rate, received ${JSON.stringify(text)}.`,
  );
}

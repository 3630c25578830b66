import { type Command, Option } from "@commander-js/extra-typings";
import { systemClock as clock } from "../../adapters/clock/system-clock.ts";
import { ListingClass } from "../../core/contracts/listing.ts";
import { ENDPOINT_OPTION, SIGN_OPTION } from "../api-options.ts";
import type { CommandContext } from "../command-context.ts";
import { examples } from "../examples.ts";
import { parseMoment } from "../moment.ts";
import { UsageError } from "../usage-error.ts";

const DEFAULT_AGE = "1d";
const DEFAULT_LIMIT = 50;

const LABEL_OPTION = new Option("--label <label>", "which ones")
  .choices(ListingClass.options)
  .default("manipulated" as const);

export function addList(program: Command, { terminal, exitWith }: CommandContext): void {
  program
    .command("list")
    .description("the newest verdicts of a running system")
    .addOption(LABEL_OPTION)
    .option("--since <time>", "nothing older: 2026-01-31, 36h, 7d", DEFAULT_AGE)
    .option("--limit <n>", "at most", parseLimit, DEFAULT_LIMIT)
    .addOption(ENDPOINT_OPTION)
    .addOption(SIGN_OPTION)
    .option("--json", "one verdict per line", false)
    .addHelpText(
      "after",
      examples(
        "fasa list",
        "fasa list --label failed --since 7d --json | wc -l",
        'fasa list --endpoint "$api" --since 7d',
      ),
    )
    .action(async ({ since, ...options }) => {
      const { listVerdicts } = await import("../system/list-verdicts.ts");
      const moment = parseMoment("--since", since, clock.now());
      exitWith(await listVerdicts({ ...options, since: moment }, terminal));
    });
}

function parseLimit(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new UsageError(`Expected a whole number as --limit, received ${JSON.stringify(text)}.`);
}

import type { Command } from "@commander-js/extra-typings";
import { systemClock as clock } from "../../adapters/clock/system-clock.ts";
import type { CommandContext } from "../command-context.ts";
import { examples } from "../examples.ts";
import { parseMoment } from "../moment.ts";
import {
  DRY_RUN_OPTION,
  JSON_OPTION,
  RATE_PER_SECOND_OPTION,
  SYSTEM_OPTION,
  TIME_HELP,
} from "../requeue-options.ts";

/** Events are seldom so late. */
const DEFAULT_AGE = "15m";

export function addReconcile(program: Command, { terminal, exitWith }: CommandContext): void {
  program
    .command("reconcile")
    .description("scan what the buckets hold and the table lacks")
    .argument("[s3://bucket/prefix...]", "where to look (default: all buckets)")
    .option("--written-before <time>", "leave what is newer to its own event", DEFAULT_AGE)
    .addOption(SYSTEM_OPTION)
    .addOption(RATE_PER_SECOND_OPTION)
    .addOption(DRY_RUN_OPTION)
    .addOption(JSON_OPTION)
    .addHelpText("after", TIME_HELP)
    .addHelpText(
      "after",
      examples("fasa reconcile --dry-run", "fasa reconcile s3://my-photos/2025/"),
    )
    .action(async (where, { rate: ratePerSecond, writtenBefore: time, ...options }) => {
      const writtenBefore = parseMoment("--written-before", time, clock.now());
      const { runReconcile } = await import("../system/run-reconcile.ts");
      const run = { where, writtenBefore, ratePerSecond, ...options };
      exitWith(await runReconcile(run, terminal));
    });
}

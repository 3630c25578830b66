import type { Command } from "@commander-js/extra-typings";
import type { CommandContext } from "../command-context.ts";
import { examples } from "../examples.ts";
import {
  DRY_RUN_OPTION,
  JSON_OPTION,
  RATE_PER_SECOND_OPTION,
  SYSTEM_OPTION,
} from "../requeue-options.ts";

export function addBackfill(program: Command, { terminal, exitWith }: CommandContext): void {
  program
    .command("backfill")
    .description("scan what lay in a bucket before the scanner came")
    .argument("<s3://bucket/prefix>", "what to scan")
    .option("--inventory <uri>", "read the list from an S3 Inventory in CSV: s3://…/manifest.json")
    .option("--again", "scan again what has a verdict, such as with a new model", false)
    .option("--resume <token>", "go on where a run stopped that printed this")
    .addOption(SYSTEM_OPTION)
    .addOption(RATE_PER_SECOND_OPTION)
    .addOption(DRY_RUN_OPTION)
    .addOption(JSON_OPTION)
    .addHelpText(
      "after",
      examples(
        "fasa backfill s3://my-photos/2025/ --dry-run",
        "fasa backfill s3://my-photos/2025/ --rate 20",
        "fasa backfill s3://my-photos/ --inventory s3://my-lists/my-photos/daily/2026-01-31T01-00Z/manifest.json",
      ),
    )
    .action(async (where, { rate: ratePerSecond, ...options }) => {
      const { runBackfill } = await import("../system/run-backfill.ts");
      exitWith(await runBackfill({ where, ratePerSecond, ...options }, terminal));
    });
}

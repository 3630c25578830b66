import type { Command } from "@commander-js/extra-typings";
import type { CommandContext } from "../command-context.ts";
import { examples } from "../examples.ts";
import { SYSTEM_OPTION } from "../requeue-options.ts";

export function addReport(program: Command, { terminal, exitWith }: CommandContext): void {
  program
    .command("report")
    .description("one page for a case file: pictures, regions, scores, models, checksums, limits")
    .argument("<dir|s3://bucket/prefix>", "where fasa scan --out wrote, or a system's bucket")
    .option("--out <file>", "the page, which needs nothing beside it", "report.html")
    .option("--flagged", "only what was found manipulated", false)
    .addOption(SYSTEM_OPTION)
    .addHelpText(
      "after",
      examples(
        "fasa report fasa-out",
        "fasa report verdicts --flagged --out case-17.html",
        "fasa report s3://images/press/ --system outputs.json",
      ),
    )
    .action(async (subject, options) => {
      const { writeReport } = await import("../report/write-report.ts");
      exitWith(await writeReport({ subject, ...options }, terminal));
    });
}

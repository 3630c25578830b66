import type { Command } from "@commander-js/extra-typings";
import type { CommandContext } from "../command-context.ts";
import { examples } from "../examples.ts";
import { OUT_DIR } from "../out-dir.ts";

export function addOpen(program: Command, { terminal, exitWith }: CommandContext): void {
  program
    .command("open")
    .description("show a result in the browser: the page of npm start, or of one scanned file")
    .argument("[file|bucket/key]", "a file that was scanned, or an object (default: all objects)")
    .option("--out <dir>", "where fasa scan wrote the file's result", OUT_DIR)
    .option(
      "--endpoint <url>",
      "a system with a page (default: $FASA_ENDPOINT, else the one of npm start)",
    )
    .addHelpText(
      "after",
      examples(
        "fasa open",
        "fasa open images/bowl.jpg",
        "fasa open holiday/beach.jpg --out verdicts",
      ),
    )
    .action(async (subject, options) => {
      const { openPage } = await import("../open/open-page.ts");
      exitWith(await openPage({ subject, ...options }, terminal));
    });
}

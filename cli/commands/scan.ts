import type { Command } from "@commander-js/extra-typings";
import type { CommandContext } from "../command-context.ts";
import {
  COPIES_OPTION,
  FALSE_POSITIVE_RATE_OPTION,
  HISTORY_OPTION,
  MODEL_OPTION,
  modelChoiceOf,
} from "../model-options.ts";

export function addScan(program: Command, { terminal, exitWith }: CommandContext): void {
  program
    .command("scan")
    .description("scan files on this machine; needs no running system")
    .argument(
      "<file|dir|glob...>",
      "of a DIR every file with an image's name ending is taken, links to files too",
    )
    .option("--out <dir>", "where masks and verdicts go: DIR/a/b.jpg.mask.png", "fasa-out")
    .option("--json", "one verdict per line on standard output, in the order of the names", false)
    .addOption(MODEL_OPTION)
    .addOption(FALSE_POSITIVE_RATE_OPTION)
    .addOption(HISTORY_OPTION)
    .addOption(COPIES_OPTION)
    .action(async (inputs, { out: outDir, json, ...model }) => {
      const { scanSet } = await import("../files/scan-set.ts");
      exitWith(await scanSet({ inputs, outDir, json, model: modelChoiceOf(model) }, terminal));
    });
}

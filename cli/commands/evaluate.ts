import type { Command } from "@commander-js/extra-typings";
import type { CommandContext } from "../command-context.ts";
import { examples } from "../examples.ts";
import {
  COPIES_OPTION,
  FALSE_POSITIVE_RATE_OPTION,
  HISTORY_OPTION,
  MODEL_OPTION,
  modelChoiceOf,
  TILES_OPTION,
} from "../model-options.ts";
import { UsageError } from "../usage-error.ts";

export function addEvaluate(program: Command, { terminal, exitWith }: CommandContext): void {
  program
    .command("evaluate")
    .description("scan pictures whose truth is known, and say how good the answers are")
    .argument(
      "<dir>",
      "manipulated pictures in DIR/Tp, light in DIR/Gt/NAME.png where that was; authentic ones in DIR/Au",
    )
    .option("--limit <n>", "the first N images of Tp and of Au (default: all)", parseLimit)
    .option("--json", "the report, and what each image adds to it, on one line", false)
    .addOption(MODEL_OPTION)
    .addOption(FALSE_POSITIVE_RATE_OPTION)
    .addOption(HISTORY_OPTION)
    .addOption(TILES_OPTION)
    .addOption(COPIES_OPTION)
    .addHelpText("after", examples("fasa evaluate casia", "fasa evaluate casia --limit 50 --json"))
    .action(async (folder, { limit, json, ...model }) => {
      const { evaluateSet } = await import("../files/evaluate-set.ts");
      const options = { folder, json, limit, model: modelChoiceOf(model) };
      exitWith(await evaluateSet(options, terminal));
    });
}

function parseLimit(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new UsageError(`Expected a number of images as --limit, received ${JSON.stringify(text)}.`);
}

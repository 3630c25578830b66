import { type Command, Option } from "@commander-js/extra-typings";
import type { CommandContext } from "../command-context.ts";
import {
  COPIES_OPTION,
  FALSE_POSITIVE_RATE_OPTION,
  HISTORY_OPTION,
  MODEL_OPTION,
  modelChoiceOf,
} from "../model-options.ts";

const MASK_FORMAT_OPTION = new Option(
  "--mask-format <format>",
  "png: a value for every pixel; rle: COCO's run lengths of the pixels held for manipulated",
)
  .choices(["png", "rle"] as const)
  .default("png" as const);

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
    .option("--overlay", "also the picture with what was found: DIR/a/b.jpg.overlay.jpg", false)
    .addOption(MASK_FORMAT_OPTION)
    .addOption(MODEL_OPTION)
    .addOption(FALSE_POSITIVE_RATE_OPTION)
    .addOption(HISTORY_OPTION)
    .addOption(COPIES_OPTION)
    .action(async (inputs, { out: outDir, json, overlay, maskFormat, ...model }) => {
      const { scanSet } = await import("../files/scan-set.ts");
      const images = { maskFormat, hasOverlay: overlay };
      exitWith(
        await scanSet({ inputs, outDir, json, model: modelChoiceOf(model), images }, terminal),
      );
    });
}

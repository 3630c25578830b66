import { type Command, Option } from "@commander-js/extra-typings";
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
import { OUT_DIR } from "../out-dir.ts";

const MASK_FORMAT_OPTION = new Option(
  "--mask-format <format>",
  "png: a value for every pixel; rle: COCO's run lengths of the pixels held for manipulated",
)
  .choices(["png", "rle"] as const)
  .default("png" as const);

const OUT_HELP =
  "where masks and verdicts go: DIR/a/b.jpg.mask.png of a/b.jpg here, DIR/home/ann/b.jpg.mask.png of " +
  "/home/ann/b.jpg elsewhere; never over another file's";

const MORE_HELP = `
A result is current, and --skip-done leaves its file out, while the file has the same size and time of
change, and model, thresholds and witnesses are the same, and the pictures that are asked for are there.
Ctrl-C finishes what is in hand and prints what is done; once more stops at once.`;

const EXAMPLES = examples(
  "fasa scan holiday/ 'inbox/**/*.png' --out verdicts",
  "fasa scan inbox/ --overlay --false-positive-rate 0.01",
  "find /photos -name '*.jpg' -newer last -print0 | fasa scan --files-from - -0 --skip-done",
);

export function addScan(program: Command, { terminal, exitWith }: CommandContext): void {
  program
    .command("scan")
    .description("scan files on this machine; needs no running system")
    .argument(
      "[file|dir|glob...]",
      "of a DIR every image is taken, by its name's ending or its first bytes; links to files too",
    )
    .option(
      "--files-from <file>",
      "also the files and folders named in its lines; -: standard input",
    )
    .option("-0, --null", "names in --files-from end with NUL, as of find -print0", false)
    .option("--out <dir>", OUT_HELP, OUT_DIR)
    .option("--skip-done", "not those again that have a current result in --out", false)
    .option("--json", "one verdict per line on standard output, in the order of the names", false)
    .option("--overlay", "also the picture with what was found: DIR/a/b.jpg.overlay.jpg", false)
    .addOption(MASK_FORMAT_OPTION)
    .addOption(MODEL_OPTION)
    .addOption(FALSE_POSITIVE_RATE_OPTION)
    .addOption(HISTORY_OPTION)
    .addOption(TILES_OPTION)
    .addOption(COPIES_OPTION)
    .addHelpText("after", MORE_HELP)
    .addHelpText("after", EXAMPLES)
    .action(async (inputs, options) => {
      const { out: outDir, json, skipDone: skipsDone, overlay, maskFormat, ...rest } = options;
      const { filesFrom, null: isNullSeparated, ...model } = rest;
      const { scanSet } = await import("../files/scan-set.ts");
      const named = { inputs, filesFrom, isNullSeparated };
      const images = { maskFormat, hasOverlay: overlay };
      const how = { outDir, json, skipsDone, images, model: modelChoiceOf(model) };
      exitWith(await scanSet({ ...named, ...how }, terminal));
    });
}

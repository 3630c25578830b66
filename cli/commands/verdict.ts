import type { Command } from "@commander-js/extra-typings";
import { ENDPOINT_OPTION, SIGN_OPTION } from "../api-options.ts";
import type { CommandContext } from "../command-context.ts";
import { examples } from "../examples.ts";

export function addVerdict(program: Command, { terminal, exitWith }: CommandContext): void {
  program
    .command("verdict")
    .description("ask a running system about an object of its bucket")
    .argument("<bucket/key>", "the object: its bucket, which npm start calls images, and its key")
    .addOption(ENDPOINT_OPTION)
    .addOption(SIGN_OPTION)
    .option("--json", "the answer as JSON", false)
    .addHelpText(
      "after",
      examples(
        "fasa verdict images/bowl.jpg",
        'fasa verdict "$bucket/photo.jpg" --endpoint "$api" --json',
      ),
    )
    .action(async (object, options) => {
      const { askVerdict } = await import("../system/ask-verdict.ts");
      exitWith(await askVerdict({ object, ...options }, terminal));
    });
}

import type { Command } from "@commander-js/extra-typings";
import type { CommandContext } from "../command-context.ts";

export function addVerdict(program: Command, { terminal, exitWith }: CommandContext): void {
  program
    .command("verdict")
    .description("ask a running system (npm start) about an object of its bucket")
    .argument("<bucket/key>", "the object")
    .option("--endpoint <url>", "where it answers (default: $FASA_ENDPOINT, else the local one)")
    .option("--json", "the answer as JSON", false)
    .action(async (object, { endpoint, json }) => {
      const { askVerdict } = await import("../system/ask-verdict.ts");
      exitWith(await askVerdict({ object, endpoint, json }, terminal));
    });
}

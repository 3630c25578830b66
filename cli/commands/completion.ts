import { Argument, type Command } from "@commander-js/extra-typings";
import type { CommandContext } from "../command-context.ts";
import { treeOf } from "../completion/command-tree.ts";
import { COMPLETIONS, SHELLS } from "../completion/scripts.ts";
import { examples } from "../examples.ts";

export function addCompletion(program: Command, { terminal }: CommandContext): void {
  program
    .command("completion")
    .description("print a script that completes commands and options in a shell")
    .addArgument(new Argument("<shell>", "which one").choices(SHELLS))
    .addHelpText(
      "after",
      examples(
        'eval "$(fasa completion bash)"                                     # in ~/.bashrc',
        'eval "$(fasa completion zsh)"                                      # in ~/.zshrc, after compinit',
        "fasa completion fish > ~/.config/fish/completions/fasa.fish",
      ),
    )
    .action(async (shell) => terminal.print(COMPLETIONS[shell](treeOf(program)).trimEnd()));
}

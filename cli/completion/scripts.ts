import { bashScript } from "./bash-script.ts";
import type { CommandTree } from "./command-tree.ts";
import { fishScript } from "./fish-script.ts";
import { zshScript } from "./zsh-script.ts";

export const SHELLS = ["bash", "zsh", "fish"] as const;

export const COMPLETIONS: {
  readonly [Shell in (typeof SHELLS)[number]]: (tree: CommandTree) => string;
} = { bash: bashScript, zsh: zshScript, fish: fishScript };

import type { Command, CommandUnknownOpts } from "@commander-js/extra-typings";

/** A command line as a shell needs to know it. */
export interface CommandTree {
  readonly name: string;
  readonly commands: readonly CommandEntry[];
}

export interface CommandEntry {
  readonly name: string;
  readonly description: string;
  readonly options: readonly OptionEntry[];
  readonly argument: Value;
}

export interface OptionEntry {
  /** `--out`, `-0`: as they are written. */
  readonly flags: readonly string[];
  readonly description: string;
  readonly value: Value;
}

/** What follows: nothing, one of these words, a file or folder, or what no shell can know. */
export type Value =
  | { readonly kind: "none" | "files" | "other" }
  | { readonly kind: "words"; readonly words: readonly string[] };

/** All of it from what commander knows, so that a new option is completed too. */
export function treeOf(program: Command): CommandTree {
  const help = { name: "help", description: "display help for command", options: [] };
  const commands = program.commands.map(entryOf);
  const words = commands.map(({ name }) => name);
  return {
    name: program.name(),
    commands: [...commands, { ...help, argument: { kind: "words", words } }],
  };
}

function entryOf(command: CommandUnknownOpts): CommandEntry {
  const options = command.options.map(
    ({ short, long, description, flags, argChoices }): OptionEntry => ({
      flags: [short, long].filter((flag) => flag !== undefined),
      description,
      value: expectedBy(flags, argChoices),
    }),
  );
  const helpOption: OptionEntry = {
    ...{ flags: ["-h", "--help"], description: "display help for command" },
    value: { kind: "none" },
  };
  const [argument] = command.registeredArguments;
  return {
    name: command.name(),
    description: command.description(),
    options: [...options, helpOption],
    argument: argument ? expectedBy(`<${argument.name()}>`, argument.argChoices) : { kind: "none" },
  };
}

/** @param placeholder holds `<file>` or `<dir>` where that is what is expected. */
function expectedBy(placeholder: string, choices: readonly string[] | undefined): Value {
  if (choices !== undefined) return { kind: "words", words: choices };
  if (!/[<[]/.test(placeholder)) return { kind: "none" };
  return { kind: /\b(?:file|dir)\b/.test(placeholder) ? "files" : "other" };
}

import type { CommandEntry, CommandTree, OptionEntry, Value } from "./command-tree.ts";

/** To be kept as fasa.fish in a folder of completions. */
export function fishScript({ name, commands }: CommandTree): string {
  const complete = `complete -c ${name}`;
  const lines = commands.flatMap((command) => [
    `${complete} -n __fish_use_subcommand -a ${command.name} -d ${quoted(command.description)}`,
    ...partsOf(command).map(
      (part) => `${complete} -n '__fish_seen_subcommand_from ${command.name}' ${part}`,
    ),
  ]);
  return [`# fish completion of ${name}`, `${complete} -f`, ...lines, ""].join("\n");
}

function partsOf({ options, argument }: CommandEntry): string[] {
  return [...options.map(optionPart), ...argumentParts(argument)];
}

function optionPart({ flags, description, value }: OptionEntry): string {
  const names = flags.map((flag) =>
    flag.startsWith("--") ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`,
  );
  return [...names, ...valueParts(value), `-d ${quoted(description)}`].join(" ");
}

function valueParts(value: Value): string[] {
  switch (value.kind) {
    case "none":
      return [];
    case "files":
      return ["-r", "-F"];
    case "words":
      return ["-x", `-a '${value.words.join(" ")}'`];
    case "other":
      return ["-x"];
  }
}

function argumentParts(argument: Value): string[] {
  if (argument.kind === "files") return ["-F"];
  return argument.kind === "words" ? [`-a '${argument.words.join(" ")}'`] : [];
}

const quoted = (text: string) => `'${text.replace(/['\\]/g, "\\$&")}'`;

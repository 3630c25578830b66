import type { CommandEntry, CommandTree, Value } from "./command-tree.ts";

/** For bash 3.2 and newer. Where it knows nothing better, file names are completed. */
export function bashScript({ name, commands }: CommandTree): string {
  const names = commands.map((command) => command.name);
  return `# bash completion of ${name}: eval "$(${name} completion bash)"
_${name}() {
  local current="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" command="" word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in ${names.join("|")}) command="$word"; break ;; esac
  done
  COMPREPLY=()
  case "$command $before" in
${commands.flatMap(valueCases).join("\n")}
  esac
  case "$command" in
    "") ${reply(`${names.join(" ")} --help --version`)} ;;
${commands.map(commandCase).join("\n")}
  esac
}
complete -o default -F _${name} ${name}
`;
}

/** What may follow an option. Options without a value are no cases. */
function valueCases({ name, options }: CommandEntry): string[] {
  return options
    .filter(({ value }) => value.kind !== "none")
    .map(({ flags, value }) => {
      const pattern = flags.map((flag) => `"${name} ${flag}"`).join("|");
      return `    ${pattern}) ${value.kind === "words" ? `${reply(value.words.join(" "))}; ` : ""}return ;;`;
    });
}

function commandCase({ name, options, argument }: CommandEntry): string {
  const flags = reply(options.flatMap((option) => option.flags).join(" "));
  return `    ${name}) if [[ $current == -* ]]; then ${flags}; ${wordsFor(argument)}fi ;;`;
}

const wordsFor = (argument: Value) =>
  argument.kind === "words" ? `else ${reply(argument.words.join(" "))}; ` : "";

const reply = (words: string) => `COMPREPLY=($(compgen -W "${words}" -- "$current"))`;

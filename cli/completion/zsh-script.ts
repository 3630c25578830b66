import type { CommandEntry, CommandTree, OptionEntry, Value } from "./command-tree.ts";

/** To be evaluated after compinit, or kept as `_fasa` in a folder of $fpath. */
export function zshScript({ name, commands }: CommandTree): string {
  return `#compdef ${name}
# zsh completion of ${name}: eval "$(${name} completion zsh)" after compinit
_${name}() {
  local context state state_descr line
  typeset -A opt_args
  _arguments -C '(-h --help)'{-h,--help}'[display help for command]' \\
    '(-V --version)'{-V,--version}'[the version]' '1: :->command' '*:: :->rest'
  case $state in
    command)
      local -a commands=(
${commands.map((command) => `        ${quoted(`${command.name}:${command.description}`)}`).join("\n")}
      )
      _describe -t commands command commands ;;
    rest)
      case $words[1] in
${commands.map(commandCase).join("\n")}
      esac ;;
  esac
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then _${name} "$@"; else compdef _${name} ${name}; fi
`;
}

function commandCase({ name, options, argument }: CommandEntry): string {
  const specs = [...options.flatMap(optionSpecs), quoted(`*:${actionOf(argument)}`)];
  return `        ${name}) _arguments ${specs.join(" ")} ;;`;
}

/** One for each way to write it, which exclude each other. */
function optionSpecs({ flags, description, value }: OptionEntry): string[] {
  const excluded = `(${flags.join(" ")})`;
  const told = description.replace(/[[\]\\:]/g, "\\$&");
  const action = value.kind === "none" ? "" : `:${actionOf(value)}`;
  return flags.map((flag) => quoted(`${excluded}${flag}[${told}]${action}`));
}

function actionOf(value: Value): string {
  switch (value.kind) {
    case "words":
      return `value:(${value.words.join(" ")})`;
    case "files":
      return "file:_files";
    default:
      return "value: ";
  }
}

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

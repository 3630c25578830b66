import { Command, CommanderError, Help, type Option } from "@commander-js/extra-typings";
import { ModelError } from "../adapters/model/model-error.ts";
import { paintFor } from "../adapters/terminal/colours.ts";
import { printable } from "../adapters/terminal/printable.ts";
import type { CommandContext } from "./command-context.ts";
import { addBackfill } from "./commands/backfill.ts";
import { addCompletion } from "./commands/completion.ts";
import { addDoctor } from "./commands/doctor.ts";
import { addEvaluate } from "./commands/evaluate.ts";
import { addList } from "./commands/list.ts";
import { addOpen } from "./commands/open.ts";
import { addReconcile } from "./commands/reconcile.ts";
import { addRedrive } from "./commands/redrive.ts";
import { addReport } from "./commands/report.ts";
import { addScan } from "./commands/scan.ts";
import { addVerdict } from "./commands/verdict.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { packageVersion } from "./package-version.ts";
import { processTerminal } from "./terminal.ts";
import { UsageError } from "./usage-error.ts";

// Whoever runs a command cannot change which Node it runs on; package.json says which ones do.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";

const EXIT_CODES = `
Exit codes
  ${EXIT.ok}  every image was scanned; the verdict is there
  ${EXIT.notScanned}  some images failed, were skipped or left out; the verdict, or standard error, says so.
     backfill, redrive, reconcile: stopped half-way, or not allowed to look at some objects;
     reconcile --dry-run, doctor: something is missing
  ${EXIT.usage}  the command line cannot be followed
  ${EXIT.pending}  verdict: not scanned yet
  ${EXIT.unknown}  verdict: no such object
  ${EXIT.unreachable}  verdict, list, open: no answer from the endpoint
  ${EXIT.stopped}  scan: stopped by Ctrl-C; what was printed and written by then holds
fasa help COMMAND has the options of a command, and examples.`;

/** The whole command line. Never throws what a user can cause. */
export async function main(args: readonly string[], terminal = processTerminal): Promise<ExitCode> {
  let exit: ExitCode = EXIT.ok;
  const shown: Shown = { out: [], error: [] };
  const context: CommandContext = {
    terminal,
    exitWith: (code) => {
      exit = code;
    },
  };
  try {
    await programOf(context, shown).parseAsync([...args], { from: "user" });
    return exit;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (!(error instanceof CommanderError && error.exitCode === 0))
      return refuse(error, shown, context);
    await terminal.print(shown.out.join("").trimEnd());
    return EXIT.ok;
  }
}

/** That a switch is off unless it is given goes without saying. */
function optionDescription(option: Option): string {
  return new Help().optionDescription(option).replace(" (default: false)", "");
}

/** What commander would have written itself: the help, and the version. */
interface Shown {
  readonly out: string[];
  readonly error: string[];
}

function programOf(context: CommandContext, { out, error }: Shown): Command {
  const program = new Command("fasa")
    .description("Finds manipulated images and the pixels that were changed.")
    .version(packageVersion(), "-V, --version", "the version")
    .exitOverride()
    .configureOutput({ writeOut: (text) => out.push(text), writeErr: (text) => error.push(text) })
    .configureHelp({ helpWidth: 100, optionDescription })
    .addHelpText("after", EXIT_CODES);
  const commands = [
    addScan,
    addEvaluate,
    addReport,
    addOpen,
    addVerdict,
    addList,
    addBackfill,
    addRedrive,
    addReconcile,
    addDoctor,
    addCompletion,
  ];
  for (const add of commands) add(program, context);
  return program;
}

function refuse(error: Error, shown: Shown, { terminal }: CommandContext): ExitCode {
  const paint = paintFor(terminal.error);
  const complain = (text: string) =>
    terminal.error.write(
      `${paint("alarm", "fasa:")} ${text.split("\n").map(printable).join("\n")}\n`,
    );
  if (error instanceof CommanderError && error.code === "commander.help") {
    complain("Expected a command, received nothing.");
    terminal.error.write(`${shown.error.join("").trimEnd()}\n`);
    return EXIT.usage;
  }
  complain(error.message.replace(/^error: /, ""));
  if (error instanceof ModelError) return EXIT.usage;
  if (!(error instanceof UsageError || error instanceof CommanderError)) return EXIT.notScanned;
  terminal.error.write("fasa --help says how to use it.\n");
  return EXIT.usage;
}

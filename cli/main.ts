import { Command, CommanderError } from "@commander-js/extra-typings";
import { ModelError } from "../adapters/model/model-error.ts";
import { printable } from "../adapters/terminal/printable.ts";
import type { CommandContext } from "./command-context.ts";
import { addBackfill } from "./commands/backfill.ts";
import { addDoctor } from "./commands/doctor.ts";
import { addEvaluate } from "./commands/evaluate.ts";
import { addList } from "./commands/list.ts";
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
  ${EXIT.unreachable}  verdict: no answer from the endpoint`;

/** The whole command line. Never throws what a user can cause. */
export async function main(args: readonly string[], terminal = processTerminal): Promise<ExitCode> {
  let exit: ExitCode = EXIT.ok;
  const shown: string[] = [];
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
    if (!(error instanceof CommanderError && error.exitCode === 0)) return refuse(error, context);
    await terminal.print(shown.join("").trimEnd());
    return EXIT.ok;
  }
}

/** @param shown gets the help or the version when that is asked for. */
function programOf(context: CommandContext, shown: string[]): Command {
  const program = new Command("fasa")
    .description("Finds manipulated images and the pixels that were changed.")
    .version(packageVersion(), "-V, --version", "the version")
    .exitOverride()
    .configureOutput({ writeOut: (text) => shown.push(text), writeErr: () => {} })
    .configureHelp({ helpWidth: 100 })
    .addHelpText("after", EXIT_CODES);
  const commands = [
    addScan,
    addEvaluate,
    addReport,
    addVerdict,
    addList,
    addBackfill,
    addRedrive,
    addReconcile,
    addDoctor,
  ];
  for (const add of commands) add(program, context);
  return program;
}

function refuse(error: Error, { terminal }: CommandContext): ExitCode {
  const isBare = error instanceof CommanderError && error.code === "commander.help";
  const said = isBare ? "Expected a command, received nothing." : error.message;
  const lines = said
    .replace(/^error: /, "")
    .split("\n")
    .map(printable);
  terminal.error.write(`fasa: ${lines.join("\n")}\n`);
  if (error instanceof ModelError) return EXIT.usage;
  if (!(error instanceof UsageError || error instanceof CommanderError)) return EXIT.notScanned;
  terminal.error.write("fasa --help says how to use it.\n");
  return EXIT.usage;
}

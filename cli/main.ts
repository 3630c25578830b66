import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { z } from "zod";
import { ModelError } from "../adapters/onnx/model-error.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { scan } from "./scan.ts";
import { processTerminal, type Terminal } from "./terminal.ts";
import { HELP, UsageError } from "./usage.ts";
import { askVerdict } from "./verdict.ts";

const OPTIONS = {
  out: { type: "string" },
  model: { type: "string" },
  endpoint: { type: "string" },
  json: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
  version: { type: "boolean", short: "V", default: false },
} as const;

type Options = ReturnType<typeof parse>["values"];

/** Options that only one of the commands understands. */
const OWN_OPTIONS = { scan: ["out", "model"], verdict: ["endpoint"] } as const;
type Command = keyof typeof OWN_OPTIONS;

/** The whole command line. Never throws what a user can cause. */
export async function main(args: readonly string[], terminal = processTerminal): Promise<ExitCode> {
  try {
    return await run(args, terminal);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    terminal.error.write(`fasa: ${error.message}\n`);
    if (error instanceof ModelError) return EXIT.usage;
    if (!(error instanceof UsageError)) return EXIT.notScanned;
    terminal.error.write("fasa --help says how to use it.\n");
    return EXIT.usage;
  }
}

async function run(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values, positionals } = parse(args);
  const [command, ...inputs] = positionals;
  if (values.help) return show(HELP.trimEnd(), terminal);
  if (values.version) return show(await readVersion(), terminal);
  if (command !== "scan" && command !== "verdict") {
    const received = command === undefined ? "nothing" : JSON.stringify(command);
    throw new UsageError(`Expected the command scan or verdict, received ${received}.`);
  }
  refuseForeignOptions(command, values);
  return command === "scan"
    ? runScan(inputs, values, terminal)
    : runVerdict(inputs, values, terminal);
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(message, { cause });
  }
}

function refuseForeignOptions(command: Command, values: Options): void {
  const foreign = OWN_OPTIONS[command === "scan" ? "verdict" : "scan"];
  const given = foreign.find((name) => values[name] !== undefined);
  if (given !== undefined) throw new UsageError(`fasa ${command} has no option --${given}.`);
}

function runScan(inputs: string[], values: Options, terminal: Terminal): Promise<ExitCode> {
  const { out: outDir = "fasa-out", json, model } = values;
  if (inputs.length === 0) throw new UsageError("Expected files, folders or patterns to scan.");
  const modelDir = model === undefined ? {} : { modelDir: model };
  return scan({ inputs, outDir, json, ...modelDir }, terminal);
}

function runVerdict(inputs: string[], values: Options, terminal: Terminal): Promise<ExitCode> {
  const [object, ...more] = inputs;
  if (object === undefined || more.length > 0) {
    throw new UsageError(`Expected one BUCKET/KEY, received ${inputs.length}.`);
  }
  const { endpoint, json } = values;
  return askVerdict({ object, json, ...(endpoint !== undefined && { endpoint }) }, terminal);
}

async function show(text: string, terminal: Terminal): Promise<ExitCode> {
  await terminal.print(text);
  return EXIT.ok;
}

async function readVersion(): Promise<string> {
  const text = await readFile(new URL("../package.json", import.meta.url), "utf8");
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}

import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { z } from "zod";
import type { ModelChoice } from "../adapters/engine/open-witnesses.ts";
import { ModelError } from "../adapters/model/model-error.ts";
import { SHIPPED_MODEL_DIRECTORY } from "../adapters/model/shipped-model.ts";
import { printable } from "../adapters/terminal/printable.ts";
import { evaluate } from "./commands/evaluate.ts";
import { scan } from "./commands/scan.ts";
import { askVerdict } from "./commands/verdict.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { runBackfill, runReconcile, runRedrive } from "./operate.ts";
import { processTerminal, type Terminal } from "./terminal.ts";
import { HELP, UsageError } from "./usage.ts";

const OPTIONS = {
  out: { type: "string" },
  model: { type: "string" },
  "false-positive-rate": { type: "string" },
  "no-history": { type: "boolean" },
  limit: { type: "string" },
  endpoint: { type: "string" },
  system: { type: "string" },
  rate: { type: "string" },
  "dry-run": { type: "boolean" },
  inventory: { type: "string" },
  again: { type: "boolean" },
  resume: { type: "string" },
  "written-before": { type: "string" },
  reason: { type: "string", multiple: true },
  since: { type: "string" },
  until: { type: "string" },
  prefix: { type: "string" },
  json: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
  version: { type: "boolean", short: "V", default: false },
} as const;

type Options = ReturnType<typeof parse>["values"];

interface Command {
  readonly run: (inputs: string[], values: Options, terminal: Terminal) => Promise<ExitCode>;
  /** Options that not every command understands. */
  readonly options: readonly (keyof Options)[];
}

const MODEL = ["model", "false-positive-rate", "no-history"] as const;
const OPERATE = ["system", "rate", "dry-run"] as const;

const COMMANDS: ReadonlyMap<string, Command> = new Map<string, Command>([
  ["scan", { run: runScan, options: [...MODEL, "out"] }],
  ["evaluate", { run: runEvaluate, options: [...MODEL, "limit"] }],
  ["verdict", { run: runVerdict, options: ["endpoint"] }],
  ["backfill", { run: runBackfill, options: [...OPERATE, "inventory", "again", "resume"] }],
  ["redrive", { run: runRedrive, options: [...OPERATE, "reason", "since", "until", "prefix"] }],
  ["reconcile", { run: runReconcile, options: [...OPERATE, "written-before"] }],
]);
const EVERY_COMMAND: readonly (keyof Options)[] = ["json", "help", "version"];

// Whoever runs a command cannot change which Node it runs on; package.json says which ones do.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";

/** The whole command line. Never throws what a user can cause. */
export async function main(args: readonly string[], terminal = processTerminal): Promise<ExitCode> {
  try {
    return await run(args, terminal);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const lines = error.message.split("\n").map(printable);
    terminal.error.write(`fasa: ${lines.join("\n")}\n`);
    if (error instanceof ModelError) return EXIT.usage;
    if (!(error instanceof UsageError)) return EXIT.notScanned;
    terminal.error.write("fasa --help says how to use it.\n");
    return EXIT.usage;
  }
}

async function run(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values, positionals } = parse(args);
  const [name = "", ...inputs] = positionals;
  if (values.help) return show(HELP.trimEnd(), terminal);
  if (values.version) return show(await readVersion(), terminal);
  const command = COMMANDS.get(name);
  if (command === undefined) {
    const received = positionals.length === 0 ? "nothing" : JSON.stringify(name);
    const expected = [...COMMANDS.keys()].join(" or ");
    throw new UsageError(`Expected the command ${expected}, received ${received}.`);
  }
  refuseForeignOptions(name, command, values);
  return command.run(inputs, values, terminal);
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(message, { cause });
  }
}

function refuseForeignOptions(name: string, { options }: Command, values: Options): void {
  const own: readonly string[] = [...EVERY_COMMAND, ...options];
  const foreign = Object.keys(values).find((option) => !own.includes(option));
  if (foreign !== undefined) throw new UsageError(`fasa ${name} has no option --${foreign}.`);
}

function runScan(inputs: string[], values: Options, terminal: Terminal): Promise<ExitCode> {
  const { out: outDir = "fasa-out", json } = values;
  if (inputs.length === 0) throw new UsageError("Expected files, folders or patterns to scan.");
  return scan({ inputs, outDir, json, model: modelOf(values) }, terminal);
}

function runEvaluate(inputs: string[], values: Options, terminal: Terminal): Promise<ExitCode> {
  const [folder, ...more] = inputs;
  if (folder === undefined || more.length > 0) {
    throw new UsageError(`Expected one folder to evaluate, received ${inputs.length}.`);
  }
  const { json, limit } = values;
  const most = limit === undefined ? {} : { limit: parseLimit(limit) };
  return evaluate({ folder, json, model: modelOf(values), ...most }, terminal);
}

function modelOf(values: Options): ModelChoice {
  const { model: directory = SHIPPED_MODEL_DIRECTORY, "false-positive-rate": rate } = values;
  return {
    directory,
    ...(rate !== undefined && { falsePositiveRate: rate }),
    ...(values["no-history"] && { history: "off" }),
  };
}

function parseLimit(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new UsageError(`Expected a number of images as --limit, received ${JSON.stringify(text)}.`);
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

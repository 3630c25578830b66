import { readFile } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import pMap from "p-map";
import { fileErrorCodeOf } from "../../adapters/folder/file-error.ts";
import { UsageError } from "../usage-error.ts";
import { type Expansion, expand, expandName } from "./expand-argument.ts";

/** What a command line names: arguments, and the names in a list. */
export interface NamedFiles {
  /** FILE, DIR or GLOB each. */
  readonly inputs: readonly string[];
  /** A file with a name in each line, or `-` for standard input. */
  readonly filesFrom?: string | undefined;
  /** Whether names in the list end with NUL instead, as of `find -print0`. */
  readonly isNullSeparated: boolean;
}

/** Names that are looked at together: a list can have a hundred thousand. */
const AT_ONCE = 64;
/** Wrong lines that are told of; the others are counted. */
const MAX_TOLD = 10;

/** @throws UsageError for an argument or a line that names nothing, and where nothing is named at all. */
export async function expandNamed(named: NamedFiles): Promise<readonly Expansion[]> {
  const { inputs, filesFrom, isNullSeparated } = named;
  if (inputs.length === 0 && filesFrom === undefined) {
    throw new UsageError("Expected a file, folder or pattern, or --files-from, received nothing.");
  }
  const found = await pMap(inputs, expand, { concurrency: AT_ONCE });
  if (filesFrom === undefined) return found;
  return [...found, ...(await expandList(filesFrom, isNullSeparated))];
}

interface Line {
  /** From 1 on. */
  readonly number: number;
  readonly name: string;
}

async function expandList(from: string, isNullSeparated: boolean): Promise<Expansion[]> {
  const lines = linesOf(await readText(from), isNullSeparated);
  if (lines.length === 0) throw new UsageError(whyEmpty(from));
  const found = await pMap(lines, expandLine, { concurrency: AT_ONCE });
  const wrong = found.flatMap((one) => ("wrong" in one ? [one] : []));
  if (wrong.length === 0) return found.flatMap((one) => ("wrong" in one ? [] : [one]));
  const [where, unit] = [from === "-" ? "standard input" : from, isNullSeparated ? "name" : "line"];
  const told = wrong
    .slice(0, MAX_TOLD)
    .map(({ line, wrong: why }) => `${where}, ${unit} ${line.number}: ${why}`);
  const rest = wrong.length - told.length;
  throw new UsageError([...told, ...(rest > 0 ? [`And ${rest} more.`] : [])].join("\n"));
}

function whyEmpty(from: string): string {
  if (from !== "-") return `Expected a file, or folder, in each line of ${from}, found none.`;
  return "Expected a file, or folder, in each line of standard input, received none. Pipe names into it: find photos -type f | fasa scan --files-from -";
}

async function expandLine(line: Line): Promise<Expansion | { wrong: string; line: Line }> {
  try {
    return await expandName(line.name);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { wrong: error.message, line };
  }
}

/** Empty ones are passed over; those of Windows end with a carriage return too. */
function linesOf(text: string, isNullSeparated: boolean): Line[] {
  const names = isNullSeparated ? text.split("\0") : text.split(/\r?\n/);
  return names
    .map((name, index) => ({ name, number: index + 1 }))
    .filter(({ name }) => name !== "");
}

async function readText(from: string): Promise<string> {
  if (from === "-") return (await buffer(process.stdin)).toString("utf8");
  try {
    return await readFile(from, "utf8");
  } catch (cause) {
    const code = fileErrorCodeOf(cause);
    if (code === undefined) throw cause;
    throw new UsageError(
      `Expected a list of names as --files-from, but ${from} is none (${code}).`,
      {
        cause,
      },
    );
  }
}

import { once } from "node:events";
import type { Writable } from "node:stream";
import { type Paint, paintFor } from "../adapters/terminal/colours.ts";

/** Results go to standard output, everything for the eye of the user to standard error. */
export interface Terminal {
  readonly error: NodeJS.WriteStream;
  /** Width of standard output; undefined where it is no terminal. */
  readonly columns?: number | undefined;
  /** Of what is printed. @default no colours */
  readonly paint?: Paint;
  /** Writes a line, and waits where the reader is slower than the writer. */
  print(line: string): Promise<void>;
}

export const processTerminal: Terminal = {
  error: process.stderr,
  get columns() {
    return process.stdout.isTTY ? process.stdout.columns || undefined : undefined;
  },
  paint: paintFor(process.stdout),
  print: (line) => writeLine(process.stdout, line),
};

async function writeLine(out: Writable, line: string): Promise<void> {
  if (!out.write(`${line}\n`)) await once(out, "drain");
}

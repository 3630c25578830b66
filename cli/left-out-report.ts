import type { LeftOut } from "../adapters/folder/list-files.ts";
import { leftOutLine } from "../adapters/terminal/left-out-lines.ts";
import type { Terminal } from "./terminal.ts";

/** Tells the user what was left out of a folder, once each, however often it is listed. */
export class LeftOutReport {
  readonly #terminal: Pick<Terminal, "error">;
  readonly #told = new Set<string>();
  #hidesFiles = false;

  constructor(terminal: Pick<Terminal, "error">) {
    this.#terminal = terminal;
  }

  /** Whether there may be files that nobody looked at. */
  get hidesFiles(): boolean {
    return this.#hidesFiles;
  }

  tell(leftOut: LeftOut): void {
    const line = leftOutLine(leftOut);
    if (this.#told.has(line)) return;
    this.#told.add(line);
    this.#hidesFiles ||= leftOut.hidesFiles;
    this.#terminal.error.write(`${line}\n`);
  }
}

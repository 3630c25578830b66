import type { ExitCode } from "./exit-code.ts";
import type { Terminal } from "./terminal.ts";

/** What every command gets beside its words and options. */
export interface CommandContext {
  readonly terminal: Terminal;
  /** What the shell learns. Not called: `ok`. */
  exitWith(code: ExitCode): void;
}

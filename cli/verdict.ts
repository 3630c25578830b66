import type { ExitCode } from "./exit-code.ts";
import type { Terminal } from "./terminal.ts";
export interface VerdictOptions {
  readonly object: string;
  readonly json: boolean;
  readonly endpoint?: string;
}
export async function askVerdict(_options: VerdictOptions, _terminal: Terminal): Promise<ExitCode> {
  throw new Error("preliminary");
}

import { SingleBar } from "cli-progress";
import { printable } from "../adapters/terminal/printable.ts";

export interface Progress {
  step(key: string): void;
  close(): void;
}

const SILENT: Progress = { step: () => {}, close: () => {} };

/** A bar where somebody looks; nothing in a log. */
export function openProgress(total: number, out: NodeJS.WriteStream): Progress {
  if (!out.isTTY) return SILENT;
  const bar = new SingleBar({
    format: "{bar} {value}/{total} {eta_formatted} {file}",
    stream: out,
    clearOnComplete: true,
    hideCursor: true,
  });
  bar.start(total, 0, { file: "" });
  return {
    step: (key) => bar.increment(1, { file: printable(key) }),
    close: () => bar.stop(),
  };
}

import { SingleBar } from "cli-progress";
import { printable } from "./printable.ts";

export interface Progress {
  /** @param done how many of all are done; `last` names one of them. */
  update(done: number, last: string): void;
  close(): void;
}

const SILENT: Progress = { update: () => {}, close: () => {} };

/** A bar where somebody looks; nothing in a log. */
export function openProgress(total: number, out: NodeJS.WriteStream): Progress {
  if (!out.isTTY || total === 0) return SILENT;
  const bar = new SingleBar({
    format: "{bar} {value}/{total} {eta_formatted} {file}",
    stream: out,
    clearOnComplete: true,
    hideCursor: true,
  });
  bar.start(total, 0, { file: "" });
  return {
    update: (done, last) => bar.update(done, { file: printable(last) }),
    close: () => bar.stop(),
  };
}

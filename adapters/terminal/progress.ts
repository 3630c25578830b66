import { clearLine, cursorTo } from "node:readline";
import { SingleBar } from "cli-progress";
import { printable } from "./printable.ts";
import { timeLeft } from "./time-left.ts";

export interface Progress {
  /** @param done how many of all are done; `last` names one of them. */
  update(done: number, last: string): void;
  /** Makes way for what is written meanwhile: lines that stay, above the bar. */
  above(write: () => void): void;
  close(): void;
}

const SILENT: Progress = { update: () => {}, above: (write) => write(), close: () => {} };

const WITH_END = "{bar} {value}/{total} {eta_formatted} {file}";
const WITHOUT_END = "{value} {file}";

/**
 * A bar where somebody looks; nothing in a log.
 *
 * @param total undefined when nobody knows it: then there is only a number.
 */
export function openProgress(total: number | undefined, out: NodeJS.WriteStream): Progress {
  if (!out.isTTY || total === 0) return SILENT;
  const bar = new SingleBar({
    format: total === undefined ? WITHOUT_END : WITH_END,
    stream: out,
    clearOnComplete: true,
    hideCursor: true,
    formatTime: timeLeft,
  });
  bar.start(total ?? 0, 0, { file: "" });
  return {
    update: (done, last) => bar.update(done, { file: printable(last) }),
    above: (write) => {
      cursorTo(out, 0);
      clearLine(out, 0);
      write();
      bar.render();
    },
    close: () => bar.stop(),
  };
}

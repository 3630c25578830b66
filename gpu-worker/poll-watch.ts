import type { Clock } from "../core/ports.ts";

export interface PollWatchDeps {
  readonly clock: Pick<Clock, "monotonicMs">;
  /** Called when no poll succeeds any more. */
  readonly giveUp: () => void;
  /** Called after each poll that succeeded. @default nobody is told */
  readonly mark?: () => Promise<void>;
}

/**
 * An outage of SQS passes sooner. A wrong region, a right that was taken away or a dead name service does not, and
 * looks like idleness on an instance that is paid for. A new process has new credentials and looks names up anew.
 */
const GIVE_UP_AFTER_MS = 10 * 60_000;

/** Is told of every poll of the queue, and gives up after ten minutes of nothing but failures. */
export class PollWatch {
  readonly #deps: PollWatchDeps;
  #failingSinceMs: number | undefined;

  constructor(deps: PollWatchDeps) {
    this.#deps = deps;
  }

  async succeeded(): Promise<void> {
    this.#failingSinceMs = undefined;
    await this.#deps.mark?.();
  }

  failed(): void {
    const nowMs = this.#deps.clock.monotonicMs();
    this.#failingSinceMs ??= nowMs;
    if (nowMs - this.#failingSinceMs >= GIVE_UP_AFTER_MS) this.#deps.giveUp();
  }
}

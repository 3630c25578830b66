import type { Clock } from "../../core/ports.ts";
import type { InferenceThread, ThreadEnd } from "./inference-thread.ts";
import { ReplacementBudget } from "./replacement-budget.ts";
import type { InferenceRequest } from "./thread-messages.ts";

export interface SupervisedThreadOptions {
  /** A new thread, warm. When it fails, there is no other try. */
  readonly start: () => Promise<InferenceThread>;
  /** Called when a thread is about to be replaced. */
  readonly onReplaced: (end: ThreadEnd) => void;
  readonly clock: Pick<Clock, "monotonicMs">;
}

/**
 * An inference thread that is replaced when it ends or hangs. The question in hand fails then; the next
 * one waits for the new thread.
 */
export class SupervisedThread {
  /** Resolves when no thread is left: by `stop`, after too many replacements, or when a new one does not start. */
  readonly stopped: Promise<void>;
  readonly #options: SupervisedThreadOptions;
  readonly #budget = new ReplacementBudget();
  #thread: Promise<InferenceThread>;
  #isStopping = false;
  #markStopped = () => {};

  constructor(thread: InferenceThread, options: SupervisedThreadOptions) {
    this.#options = options;
    this.stopped = new Promise((resolve) => {
      this.#markStopped = resolve;
    });
    this.#thread = Promise.resolve(thread);
    this.#watch(thread);
  }

  /** Runs the network. One question at a time, as of an InferenceThread. */
  async run(request: InferenceRequest): ReturnType<InferenceThread["run"]> {
    const thread = await this.#thread;
    return thread.run(request);
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    const thread = await this.#thread.catch(() => undefined);
    await thread?.stop();
  }

  #watch(thread: InferenceThread): void {
    void thread.stopped.then((end) => this.#replace(end));
  }

  #replace(end: ThreadEnd): void {
    const { start, onReplaced, clock } = this.#options;
    if (this.#isStopping || !this.#budget.take(end, clock.monotonicMs())) {
      this.#markStopped();
      return;
    }
    onReplaced(end);
    this.#thread = start();
    this.#thread.then(
      (thread) => this.#watch(thread),
      () => this.#markStopped(),
    );
  }
}

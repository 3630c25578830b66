import type { Clock } from "../../core/ports.ts";
import type { InferenceThread } from "./inference-thread.ts";
import { NotBegunError, type ThreadEnd } from "./model-thread.ts";
import { ReplacementBudget } from "./replacement-budget.ts";
import type { InferenceRequest } from "./thread-messages.ts";

/** Questions are answered in their order, as of a ModelThread. */
interface Thread<Question, Answer> {
  readonly stopped: Promise<ThreadEnd>;
  run(question: Question): Promise<Answer>;
  stop(): Promise<void>;
}
type Inferred = Awaited<ReturnType<InferenceThread["run"]>>;

export interface SupervisedThreadOptions<Question = InferenceRequest, Answer = Inferred> {
  /** A new thread, warm. When it fails, there is no other try. */
  readonly start: () => Promise<Thread<Question, Answer>>;
  /** Called when a thread is about to be replaced. */
  readonly onReplaced: (end: ThreadEnd) => void;
  readonly clock: Pick<Clock, "monotonicMs">;
}

/**
 * A thread that is replaced when it ends or hangs. The question that it was working at fails then; the next
 * one, though it was handed over, is asked of the new thread.
 */
export class SupervisedThread<Question = InferenceRequest, Answer = Inferred> {
  /** Resolves when no thread is left: by `stop`, after too many replacements, or when a new one does not start. */
  readonly stopped: Promise<void>;
  readonly #options: SupervisedThreadOptions<Question, Answer>;
  readonly #budget = new ReplacementBudget();
  #thread: Promise<Thread<Question, Answer>>;
  #isStopping = false;
  #markStopped = () => {};

  constructor(
    thread: Thread<Question, Answer>,
    options: SupervisedThreadOptions<Question, Answer>,
  ) {
    this.#options = options;
    this.stopped = new Promise((resolve) => {
      this.#markStopped = resolve;
    });
    this.#thread = Promise.resolve(thread);
    this.#watch(thread);
  }

  async run(question: Question): Promise<Answer> {
    const thread = await this.#thread;
    try {
      return await thread.run(question);
    } catch (error) {
      if (!(error instanceof NotBegunError) || this.#isStopping) throw error;
      return this.run(question);
    }
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    const thread = await this.#thread.catch(() => undefined);
    await thread?.stop();
  }

  #watch(thread: Thread<Question, Answer>): void {
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

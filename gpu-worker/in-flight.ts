import { sleep } from "../adapters/clock/sleep.ts";
import type { HeldMessage } from "./held-message.ts";

/** The messages that this process is working on. */
export class InFlightMessages {
  readonly #work = new Map<HeldMessage, Promise<void>>();
  readonly #drain: AbortSignal;
  #wake = () => {};

  constructor(drain: AbortSignal) {
    this.#drain = drain;
    drain.addEventListener("abort", () => this.#wake(), { once: true });
  }

  get size(): number {
    return this.#work.size;
  }

  /** @param work never rejects. */
  add(held: HeldMessage, work: Promise<void>): void {
    const done = work.then(() => {
      this.#work.delete(held);
      this.#wake();
    });
    this.#work.set(held, done);
  }

  /** Resolves when the next message is done, or the drain begins. */
  change(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  /** Resolves when nothing is in hand, or the drain begins. */
  async idle(): Promise<void> {
    while (this.size > 0 && !this.#drain.aborted) await this.change();
  }

  /** What is not done in time goes back to the queue, and whoever gets it starts over. */
  async finish(timeoutMs: number): Promise<void> {
    const done = new AbortController();
    await Promise.race([Promise.all(this.#work.values()), sleep(timeoutMs, done.signal)]);
    done.abort();
    await Promise.all([...this.#work.keys()].map((held) => held.release(0)));
  }
}

import type { Clock } from "../ports.ts";

/** How long one picture may take. */
export class TimeBudget {
  readonly #clock: Pick<Clock, "monotonicMs">;
  readonly #endMs: number;
  #hasEnded = false;

  constructor(clock: Pick<Clock, "monotonicMs">, endMs: number) {
    this.#clock = clock;
    this.#endMs = endMs;
  }

  static from(clock: Pick<Clock, "monotonicMs">, timeoutMs: number): TimeBudget {
    return new TimeBudget(clock, clock.monotonicMs() + timeoutMs);
  }

  /** Once it is, it stays so. */
  isSpent(): boolean {
    this.#hasEnded ||= this.#clock.monotonicMs() >= this.#endMs;
    return this.#hasEnded;
  }

  /** Whether something was told that it is spent: then something was left out. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }
}

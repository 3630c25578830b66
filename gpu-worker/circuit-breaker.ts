import type { Clock } from "../core/ports.ts";

/** So many of the last outcomes are looked at, and no fewer than half of them say anything. */
const WINDOW = 20;
const FEWEST = 10;
/** Above it the fault is taken for ours: a store, a queue, a network, and not the images. */
const OPEN_SHARE = 0.5;
const FIRST_PAUSE_MS = 10_000;
const LAST_PAUSE_MS = 300_000;

type State = "closed" | "open" | "trial";

/**
 * Stops work that mostly fails for reasons of ours, so that deliveries are not used up while nothing
 * can succeed. After a pause one message is tried: it ends the pauses, or begins a longer one.
 */
export class CircuitBreaker {
  readonly #clock: Pick<Clock, "monotonicMs">;
  #state: State = "closed";
  #outcomes: boolean[] = [];
  #pauseMs = FIRST_PAUSE_MS;
  #untilMs = 0;

  constructor(clock: Pick<Clock, "monotonicMs">) {
    this.#clock = clock;
  }

  /** How long nothing should be begun; 0: now is the time. */
  waitMs(): number {
    if (this.#state !== "open") return 0;
    const leftMs = this.#untilMs - this.#clock.monotonicMs();
    if (leftMs > 0) return leftMs;
    this.#state = "trial";
    return 0;
  }

  /** How many messages may be in hand. */
  limit(): number {
    return this.#state === "closed" ? Number.POSITIVE_INFINITY : 1;
  }

  /** @param isOurs whether the work failed for a reason that is not in the message. */
  report(isOurs: boolean): void {
    if (this.#state === "closed") this.#judge(isOurs);
    else if (this.#state === "trial" && isOurs) this.#open();
    else if (this.#state === "trial") this.#close();
    // What was in hand when it opened says nothing new.
  }

  #judge(isOurs: boolean): void {
    this.#outcomes = [...this.#outcomes, isOurs].slice(-WINDOW);
    const failed = this.#outcomes.filter(Boolean).length;
    const { length } = this.#outcomes;
    if (length >= FEWEST && failed / length > OPEN_SHARE) this.#open();
  }

  #open(): void {
    this.#state = "open";
    this.#untilMs = this.#clock.monotonicMs() + this.#pauseMs;
    this.#pauseMs = Math.min(2 * this.#pauseMs, LAST_PAUSE_MS);
  }

  #close(): void {
    this.#state = "closed";
    this.#outcomes = [];
    this.#pauseMs = FIRST_PAUSE_MS;
  }
}

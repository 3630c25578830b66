import type { Random } from "../../fuzz/mutate.ts";
import type { Tally } from "../counts.ts";

/**
 * What becomes of one request. `dropped`: the connection ends before anything is forwarded;
 * `answer-lost`: it ends when everything is done; `slow`: it is forwarded late.
 */
export type Fault = "none" | "error" | "dropped" | "answer-lost" | "slow";

/** In percent of all calls. A call that fails always reaches the code; the SDK heals the others. */
const ALWAYS_FAIL = 4;
const FAIL_ONCE = 6;
const SLOW = 10;
const FAILURES = ["error", "dropped", "answer-lost"] as const;

/** Decides once for a call of the SDK, which sends the same invocation id with each of its attempts. */
export class Faults {
  readonly #random: Random;
  readonly #tally: Tally;
  readonly #always = new Map<string, Fault>();
  readonly #seen = new Set<string>();

  constructor(random: Random, tally: Tally) {
    this.#random = random;
    this.#tally = tally;
  }

  next(service: string, invocation: string): Fault {
    const fault = this.#always.get(invocation) ?? this.#draw(service, invocation);
    if (fault !== "none") this.#tally.add(`${service} ${fault}`);
    return fault;
  }

  #draw(service: string, invocation: string): Fault {
    if (this.#seen.has(invocation)) return "none";
    this.#seen.add(invocation);
    const lot = this.#random(100);
    if (lot >= ALWAYS_FAIL + FAIL_ONCE + SLOW) return "none";
    if (lot >= ALWAYS_FAIL + FAIL_ONCE) return "slow";
    const failure = FAILURES[this.#random(FAILURES.length)] ?? "error";
    if (lot < ALWAYS_FAIL) {
      this.#always.set(invocation, failure);
      this.#tally.add(`${service} calls that always fail`);
    }
    return failure;
  }
}

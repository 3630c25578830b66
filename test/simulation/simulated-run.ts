import { scanError } from "../../core/contracts/reasons.ts";

/**
 * What goes wrong in one run of a handler. `effect`: that effect (counted from 0; the acknowledgement
 * is the last) throws, before or after it took place; `crash`: the process dies at it, so that nothing
 * after it happens.
 */
export type Fault =
  | { readonly kind: "none" }
  | { readonly kind: "effect" | "crash"; readonly at: number; readonly isDone: boolean };

/** Passes one effect of a handler on: when it takes place, and whether, is not the handler's choice. */
export type Effect = <T>(work: () => Promise<T>) => Promise<T>;

/** One run of a handler: each effect waits until it is let through, so that runs can overlap. */
export class SimulatedRun {
  readonly #fault: Fault;
  readonly #waiting: (() => void)[] = [];
  #effects = 0;
  #isDead = false;
  #isOver = false;

  constructor(fault: Fault) {
    this.#fault = fault;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** @param work never rejects. */
  async begin(work: () => Promise<void>): Promise<void> {
    void work().then(() => {
      this.#isOver = true;
    });
    await everyoneWaits();
  }

  /** Lets up to `count` effects take place. */
  async advance(count: number): Promise<void> {
    for (let left = count; left > 0 && !this.#isOver; left--) {
      this.#waiting.shift()?.();
      await everyoneWaits();
    }
  }

  readonly effect: Effect = async (work) => {
    if (this.#isDead) throw new Error("nobody is there any more");
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
    const fault = this.#fault;
    const isHit = "at" in fault && fault.at === this.#effects++;
    if (!isHit) return work();
    if (fault.isDone) await work();
    this.#isDead = fault.kind === "crash";
    throw fault.isDone
      ? new Error("connection reset")
      : scanError("access_denied", { action: "any" });
  };
}

/** Nothing in here takes time: what is not done by the next turn of the event loop waits. */
function everyoneWaits(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

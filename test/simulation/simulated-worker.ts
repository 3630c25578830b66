import type { ModelIdentity } from "../../core/contracts/model-manifest.ts";
import type { MessageQueue } from "../../core/ports.ts";
import { makeConsumer } from "../../gpu-worker/consume.ts";
import { type SimulatedWorld, workerDeps } from "./simulated-handlers.ts";
import type { Effect } from "./simulated-run.ts";

/** What a worker works on, and the queue that it consumes. */
interface WorkerWorld extends SimulatedWorld {
  readonly scans: MessageQueue;
}

const MAX_IN_FLIGHT = 3;
/** Longer than one slow effect, shorter than two. */
const SCAN_TIMEOUT_MS = 100_000;
const DRAIN_TIMEOUT_MS = 25_000;

/** The real loop of a worker, in a process that can be told to stop, and killed. */
export class SimulatedWorker {
  readonly #drain = new AbortController();
  readonly #queue: MessageQueue;
  #isKilled = false;
  #isSilent = false;

  constructor(world: WorkerWorld, effect: Effect, model: ModelIdentity, visibilitySeconds: number) {
    this.#queue = world.scans;
    const consume = makeConsumer({
      ...workerDeps(world, this.#alive(effect), model),
      queue: this.#queueSeen(
        this.#alive((work) => work()),
        this.#alive(effect),
      ),
      clock: { now: () => new Date(), monotonicMs: () => Date.now() },
      settings: {
        maxInFlight: MAX_IN_FLIGHT,
        maxDeliveries: world.maxDeliveries,
        visibilitySeconds,
        scanTimeoutMs: SCAN_TIMEOUT_MS,
        drainTimeoutMs: DRAIN_TIMEOUT_MS,
      },
    });
    void consume(this.#drain.signal);
  }

  /** Whatever it has in hand stays hidden until its visibility ends. */
  kill(): void {
    this.#isKilled = true;
  }

  /** It gives everything back in time. */
  drain(): void {
    this.#drain.abort();
  }

  /** While it is silent, no sign of life of it reaches the queue. */
  beSilent(isSilent: boolean): void {
    this.#isSilent = isSilent;
  }

  /** An effect of a process that is there: nothing a dead one had begun takes place, or ends. */
  #alive(effect: Effect): Effect {
    const ifAlive: Effect = (work) => (this.#isKilled ? new Promise(() => {}) : work());
    return (work) => ifAlive(() => effect(() => ifAlive(work)));
  }

  #queueSeen(now: Effect, effect: Effect): MessageQueue {
    return {
      receive: (options) => now(() => this.#queue.receive(options)),
      delete: (receipt) => effect(() => this.#queue.delete(receipt)),
      extend: (receipt, seconds) => now(() => this.#extend(receipt, seconds)),
    };
  }

  async #extend(receipt: string, seconds: number): Promise<void> {
    if (this.#isSilent) throw new Error("connection reset");
    await this.#queue.extend(receipt, seconds);
  }
}

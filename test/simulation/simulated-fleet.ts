import type { ModelIdentity } from "../../core/contracts/model-manifest.ts";
import { scanError } from "../../core/contracts/reasons.ts";
import type { BatchHandler } from "../../lambdas/handle-each.ts";
import { type EventSource, startEventSource } from "../../local/cloud/event-source.ts";
import { FakeMessageQueue } from "../helpers/doubles/fake-message-queue.ts";
import { MemoryVerdictStore } from "../helpers/doubles/memory-verdict-store.ts";
import { type Change, SimulatedBucket } from "./simulated-bucket.ts";
import { makePark, makeRecord, telemetry } from "./simulated-handlers.ts";
import { SimulatedLedger } from "./simulated-ledger.ts";
import { redriveAny } from "./simulated-requests.ts";
import type { Effect } from "./simulated-run.ts";
import { SimulatedWorker } from "./simulated-worker.ts";

/** How one effect goes. Only those of workers take time. */
export interface Going {
  readonly seconds: number;
  readonly fails: "not" | "before" | "after";
}

/** Something that happens so many seconds after the one before. */
export type Moment = { readonly after: number } & (
  | Change
  | { readonly does: "redrive"; readonly pick: number }
  /** Another worker, with this model, takes the place of the one that ends. */
  | { readonly does: "kill" | "drain"; readonly slot: number; readonly model: ModelIdentity }
  | { readonly does: "silence"; readonly slot: number; readonly isSilent: boolean }
);

const FINE: Going = { seconds: 0, fails: "not" };
const MAX_DELIVERIES = 3;
const VISIBILITY_SECONDS = 30;
/** So seldom that an hour has few moments. */
const POLL_MS = 5_000;

/**
 * The whole system by the clock: real worker loops, real event sources and handlers, between queues
 * whose messages come back when nobody gives a sign of life for them.
 */
export class SimulatedFleet {
  readonly images: SimulatedBucket;
  readonly verdicts = new MemoryVerdictStore();
  readonly masks = new Set<string>();
  readonly ledger = new SimulatedLedger();
  readonly maxDeliveries = MAX_DELIVERIES;
  readonly scans = makeQueue(MAX_DELIVERIES);
  readonly results = makeQueue(MAX_DELIVERIES);
  readonly #dead = makeQueue(Number.POSITIVE_INFINITY);
  #going: readonly Going[];
  readonly #sources: readonly EventSource[];
  readonly #workers: SimulatedWorker[];

  /**
   * @param models of the first workers.
   * @param going of the first effects, whosever they are; all that come later are fine.
   */
  constructor(isVersioned: boolean, models: readonly ModelIdentity[], going: readonly Going[]) {
    this.images = new SimulatedBucket(isVersioned, (body) => this.scans.put(body));
    this.#going = going;
    this.#sources = [
      startSource(this.results, makeRecord(this, this.#effect("instant"))),
      startSource(this.#dead, makePark(this, this.#effect("instant"))),
    ];
    this.#workers = models.map((model) => this.#startWorker(model));
  }

  /** Whether every message is done with. */
  get isIdle(): boolean {
    return [this.scans, this.results, this.#dead].every(({ bodies }) => bodies.length === 0);
  }

  take(moment: Moment): void {
    switch (moment.does) {
      case "redrive":
        redriveAny(this, moment.pick);
        break;
      case "silence":
        this.#workers[moment.slot]?.beSilent(moment.isSilent);
        break;
      case "kill":
      case "drain":
        this.#workers[moment.slot]?.[moment.does]();
        this.#workers[moment.slot] = this.#startWorker(moment.model);
        break;
      default:
        this.images.change(moment);
    }
  }

  moveDeadLetters(): void {
    for (const queue of [this.scans, this.results]) {
      for (const body of queue.deadLetters.splice(0)) this.#dead.put(body);
    }
  }

  /** Nothing fails any more, and nobody keeps silent. */
  calm(): void {
    this.#going = [];
    for (const worker of this.#workers) worker.beSilent(false);
  }

  stop(): void {
    for (const worker of this.#workers) worker.drain();
    for (const source of this.#sources) void source.drain();
  }

  #startWorker(model: ModelIdentity): SimulatedWorker {
    return new SimulatedWorker(this, this.#effect("timed"), model, VISIBILITY_SECONDS);
  }

  #effect(kind: "timed" | "instant"): Effect {
    return async (work) => {
      const [{ seconds, fails } = FINE, ...rest] = this.#going;
      this.#going = rest;
      if (kind === "timed" && seconds > 0) await passed(seconds);
      if (fails === "before") throw scanError("access_denied", { action: "any" });
      const done = await work();
      if (fails === "after") throw new Error("connection reset");
      return done;
    };
  }
}

function startSource(queue: FakeMessageQueue, handler: BatchHandler): EventSource {
  return startEventSource({ queue, handler, visibilitySeconds: VISIBILITY_SECONDS, telemetry });
}

function makeQueue(maxDeliveries: number): FakeMessageQueue {
  return new FakeMessageQueue(maxDeliveries, { pollMs: POLL_MS });
}

function passed(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}

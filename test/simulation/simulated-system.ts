import type { ModelIdentity } from "../../core/contracts/model-manifest.ts";
import type { QueuedMessage } from "../../core/ports.ts";
import type { BatchHandler } from "../../lambdas/handle-each.ts";
import { FakeMessageQueue } from "../helpers/doubles/fake-message-queue.ts";
import { MemoryVerdictStore } from "../helpers/doubles/memory-verdict-store.ts";
import { batchOf } from "../helpers/message-batch.ts";
import { SimulatedBucket } from "./simulated-bucket.ts";
import { makePark, makeRecord, makeScan } from "./simulated-handlers.ts";
import { SimulatedLedger } from "./simulated-ledger.ts";
import { makeRequest, redriveAny } from "./simulated-requests.ts";
import { type Fault, SimulatedRun } from "./simulated-run.ts";

/** A run that begins: it gets as far as so many effects before anything else happens. */
export interface Beginning {
  readonly pick: number;
  readonly effects: number;
  readonly fault: Fault;
}

/** `pick` chooses the message, whatever order it came in; `model` is that of the worker. */
export interface Delivery extends Beginning {
  readonly model: ModelIdentity;
}

/** A message that a run has in hand, under the receipt of that delivery. */
interface Hold {
  readonly queue: FakeMessageQueue;
  readonly message: QueuedMessage;
}

/** Fewer than in earnest, so that schedules often come to the dead letters. */
const MAX_DELIVERIES = 2;
/** More effects than any run has. */
const ALL = 20;
/** The clock stands: a message in hand stays hidden until someone says otherwise. */
const ONE_AT_ONCE = { maxMessages: 1, waitSeconds: 0, visibilitySeconds: 1 };

/** The real handlers between queues, a table and buckets in memory that fail as they are told to. */
export class SimulatedSystem {
  readonly images: SimulatedBucket;
  readonly verdicts = new MemoryVerdictStore();
  readonly masks = new Set<string>();
  readonly ledger = new SimulatedLedger();
  readonly maxDeliveries = MAX_DELIVERIES;
  #pick = 0;
  readonly scans = this.#makeQueue(MAX_DELIVERIES);
  readonly results = this.#makeQueue(MAX_DELIVERIES);
  readonly #deadScans = this.#makeQueue(Number.POSITIVE_INFINITY);
  readonly #deadResults = this.#makeQueue(Number.POSITIVE_INFINITY);
  readonly #queues = [this.scans, this.results, this.#deadScans, this.#deadResults];
  /** Begun and not over, with the message each has in hand. */
  readonly #runs = new Map<SimulatedRun, Hold | undefined>();

  constructor(options: { readonly isVersioned: boolean }) {
    this.images = new SimulatedBucket(options.isVersioned, (body) => this.scans.put(body));
  }

  /** Delivers any visible message; false when there is none. */
  async deliver(delivery: Delivery): Promise<boolean> {
    const hold = await this.#receive(delivery.pick);
    if (hold === undefined) return false;
    const run = new SimulatedRun(delivery.fault);
    const handle = this.#handlerOf(hold.queue, run, delivery.model);
    const work = async () => {
      await handle(hold.message);
      await run.effect(() => hold.queue.delete(hold.message.receipt));
    };
    await this.#begin(run, () => work().catch(() => release(hold)), delivery.effects, hold);
    return true;
  }

  /** Lets a run that was begun go on. */
  async advance({ pick, effects }: Pick<Beginning, "pick" | "effects">): Promise<void> {
    const run = pickOf([...this.#runs.keys()], pick);
    if (run !== undefined) await this.#advance(run, effects);
  }

  /**
   * The visibility of a message ends while a worker has it in hand. A function ends before: queues
   * whose messages are visible earlier cannot be mapped to it.
   */
  async expire(pick: number): Promise<void> {
    const holds = [...this.#runs.values()].filter((hold) => hold?.queue === this.scans);
    const hold = pickOf(holds, pick);
    if (hold !== undefined) await release(hold);
  }

  /** Somebody asks for a scan of what is under the key of an upload, or of exactly that version. */
  async request(ofVersion: boolean, { pick, effects, fault }: Beginning): Promise<void> {
    const upload = pickOf(this.images.uploads, pick);
    if (upload === undefined) return;
    const { bucket, key, versionId } = upload;
    const version = ofVersion && versionId !== undefined ? { versionId } : {};
    const run = new SimulatedRun(fault);
    const ask = makeRequest(this, run.effect);
    await this.#begin(run, () => ask({ bucket, key, ...version }), effects);
  }

  /** Somebody sends again what has no scan, as one of the rows has it. */
  redrive(pick: number): void {
    redriveAny(this, pick);
  }

  /** Until nothing is left, and nothing new fails. */
  async finish(model: ModelIdentity): Promise<void> {
    const delivery = { pick: 0, effects: ALL, fault: { kind: "none" }, model } as const;
    for (let left = 10_000; left > 0; left--) {
      if (this.#runs.size > 0) await this.advance(delivery);
      else if (!(await this.deliver(delivery))) return;
    }
    throw new Error("messages go round for ever");
  }

  async #begin(run: SimulatedRun, work: () => Promise<void>, effects: number, hold?: Hold) {
    await run.begin(work);
    this.#runs.set(run, hold);
    await this.#advance(run, effects);
  }

  async #advance(run: SimulatedRun, effects: number): Promise<void> {
    await run.advance(effects);
    if (run.isOver) this.#runs.delete(run);
  }

  async #receive(pick: number): Promise<Hold | undefined> {
    this.#pick = pick;
    for (let offset = 0; offset < this.#queues.length; offset++) {
      const queue = pickOf(this.#queues, pick + offset);
      const [message] = (await queue?.receive(ONE_AT_ONCE)) ?? [];
      this.#moveDeadLetters();
      if (queue && message) return { queue, message };
    }
    return undefined;
  }

  #moveDeadLetters(): void {
    for (const body of this.scans.deadLetters.splice(0)) this.#deadScans.put(body);
    for (const body of this.results.deadLetters.splice(0)) this.#deadResults.put(body);
  }

  #handlerOf(queue: FakeMessageQueue, { effect }: SimulatedRun, model: ModelIdentity) {
    if (queue === this.scans) return makeScan(this, effect, model);
    return inFull(queue === this.results ? makeRecord(this, effect) : makePark(this, effect));
  }

  #makeQueue(maxDeliveries: number): FakeMessageQueue {
    const first = (count: number) => this.#pick % Math.max(1, count);
    return new FakeMessageQueue(maxDeliveries, { nowMs: () => 0, first });
  }
}

function pickOf<T>(items: readonly T[], pick: number): T | undefined {
  return items[pick % Math.max(1, items.length)];
}

/** As a mapped queue sees it: what is named as failed is not done. */
function inFull(handle: BatchHandler) {
  return async ({ body }: QueuedMessage): Promise<void> => {
    const { batchItemFailures } = await handle(batchOf(body));
    if (batchItemFailures.length > 0) throw new Error("left in the queue");
  };
}

/** An outdated receipt gives nothing back. */
async function release({ queue, message }: Hold): Promise<void> {
  await queue.extend(message.receipt, 0).catch(() => {});
}

import { scanError } from "../../core/contracts/errors.ts";
import type { ObjectIdentity } from "../../core/contracts/object-identity.ts";
import type { Clock, ObjectHead, Telemetry, VerdictStore } from "../../core/ports.ts";
import { makePassDeletion } from "../../core/scan/pass-deletion.ts";
import { makeScanImage } from "../../core/scan/scan-image.ts";
import { makeScanMessage } from "../../core/scan/scan-message.ts";
import { makeParkDeadLetter } from "../../lambdas/park-dead-letter/park-dead-letter.ts";
import { makeRecordVerdict } from "../../lambdas/record-verdict/record-verdict.ts";
import { IMAGE } from "./builders.ts";
import { fakeScan, uniformMap } from "./fake-scan.ts";
import { MemoryVerdictStore } from "./memory-verdict-store.ts";
import { batchOf, leaves } from "./message-batch.ts";
import { SimulatedBucket } from "./simulated-bucket.ts";

/**
 * What goes wrong during one delivery. `effect`: that effect (counted from 0) of the handler throws,
 * before or after it took place; `crash`: the process dies at it, so that nothing after it happens and
 * nothing is acknowledged; `lost-acknowledgement`: all is done and the message comes again.
 */
export type Fault =
  | { readonly kind: "none" | "lost-acknowledgement" }
  | { readonly kind: "effect" | "crash"; readonly at: number; readonly isDone: boolean };

/** What happens next: `pick` chooses the message, whatever order it came in. */
export interface Delivery {
  readonly pick: number;
  readonly fault: Fault;
}

interface Message {
  readonly body: string;
  readonly queue: QueueName;
  deliveries: number;
}
type QueueName = "scans" | "results" | "dead-scans" | "dead-results";

/** Fewer than in earnest, so that schedules often come to the dead letters. */
const MAX_DELIVERIES = 2;
const SIDE = 8;
const FACTS = { ...IMAGE, width: 64, height: 32 };
const NO_FAULT: Fault = { kind: "none" };
const clock: Clock = { now: () => new Date("2026-01-02T03:04:06Z"), monotonicMs: () => 0 };
const telemetry: Telemetry = { log: () => {}, metric: () => {} };

/** The real handlers between queues, a table and buckets in memory that fail as they are told to. */
export class SimulatedSystem {
  readonly images: SimulatedBucket;
  readonly verdicts = new MemoryVerdictStore();
  /** Keys of the masks that were written. */
  readonly masks = new Set<string>();
  #messages: Message[] = [];
  #fault: Fault = NO_FAULT;
  #effects = 0;
  #isDead = false;

  constructor(options: { readonly isVersioned: boolean }) {
    this.images = new SimulatedBucket(options.isVersioned, (body) => this.#send("scans", body));
  }

  /** Delivers any message that is in a queue; false when there is none. */
  async deliver({ pick, fault }: Delivery): Promise<boolean> {
    const message = this.#messages[pick % Math.max(1, this.#messages.length)];
    if (message === undefined) return false;
    [this.#fault, this.#effects, this.#isDead] = [fault, 0, false];
    message.deliveries++;
    const isDone = await this.#handle(message).catch(() => false);
    const isKept = !isDone || this.#isDead || fault.kind === "lost-acknowledgement";
    const isDead = message.queue.startsWith("dead");
    if (isKept && (isDead || message.deliveries < MAX_DELIVERIES)) return true;
    this.#messages = this.#messages.filter((other) => other !== message);
    if (isKept) this.#send(message.queue === "scans" ? "dead-scans" : "dead-results", message.body);
    return true;
  }

  /** Until nothing is left, and nothing fails any more. */
  async finish(): Promise<void> {
    for (let left = 10_000; left > 0; left--) {
      if (!(await this.deliver({ pick: 0, fault: NO_FAULT }))) return;
    }
    throw new Error("messages go round for ever");
  }

  #send(queue: QueueName, body: string): void {
    this.#messages.push({ queue, body, deliveries: 0 });
  }

  /** @returns whether the handler is done with the message. */
  async #handle({ queue, body, deliveries }: Message): Promise<boolean> {
    if (queue === "scans") {
      await this.#scan()({ id: "m1", body }, { isLast: deliveries >= MAX_DELIVERIES });
      return true;
    }
    const handler = queue === "results" ? this.#record() : this.#park();
    const answer = await handler(batchOf(body));
    return answer.batchItemFailures.length === leaves().batchItemFailures.length;
  }

  #scan() {
    const scan = fakeScan(uniformMap(SIDE, 0.75), FACTS);
    const reader = this.#reader();
    return makeScanMessage({
      scanImage: makeScanImage({ ...scan, reader }),
      results: {
        send: (result) => this.#effect(async () => this.#send("results", JSON.stringify(result))),
      },
      passDeletion: makePassDeletion({ reader, clock }),
      clock,
      telemetry,
      sleep: () => new Promise(() => {}),
      maskBucket: "masks",
      scanTimeoutMs: 1,
    });
  }

  #record() {
    const map = { width: SIDE, height: SIDE, values: new Uint8Array(SIDE * SIDE) };
    return makeRecordVerdict({
      codec: { ...fakeScan().codec, decodeGray: async () => map },
      masks: { put: ({ key }) => this.#effect(async () => void this.masks.add(key)) },
      maskBucket: "masks",
      verdicts: this.#store(),
      announcers: [],
      clock,
      telemetry,
    });
  }

  #park() {
    const verdicts = this.#store();
    const reader = this.#reader();
    return makeParkDeadLetter({
      verdicts,
      reader,
      clock,
      telemetry,
      maxDeliveries: MAX_DELIVERIES,
    });
  }

  #store(): VerdictStore {
    const { verdicts } = this;
    return {
      put: (row, verdict) => this.#effect(() => verdicts.put(row, verdict)),
      get: (row) => this.#effect(() => verdicts.get(row)),
      list: (filter) => verdicts.list(filter),
    };
  }

  #reader() {
    const read =
      <T>(work: (head: ObjectHead) => T) =>
      (object: ObjectIdentity) =>
        this.#effect(async () => work(this.images.find(object)));
    return {
      head: read((head) => head),
      get: read((head) => ({ ...head, bytes: Uint8Array.of(1, 2, 3) })),
    };
  }

  async #effect<T>(work: () => Promise<T>): Promise<T> {
    if (this.#isDead) throw new Error("nobody is there any more");
    const fault = this.#fault;
    const isHit = "at" in fault && fault.at === this.#effects++;
    if (!isHit) return work();
    if (fault.isDone) await work();
    this.#isDead = fault.kind === "crash";
    throw fault.isDone
      ? new Error("connection reset")
      : scanError("access_denied", { action: "any" });
  }
}

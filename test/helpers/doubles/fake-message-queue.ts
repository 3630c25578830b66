import type { MessageQueue, QueuedMessage, ReceiveOptions } from "../../../core/ports.ts";

interface Entry {
  readonly id: string;
  readonly body: string;
  receiveCount: number;
  visibleAtMs: number;
}

export interface FakeQueueOptions {
  /** @default Date.now */
  readonly nowMs?: () => number;
  /** Which of so many visible messages comes first. @default the oldest */
  readonly first?: (count: number) => number;
  /** How often a long poll looks. @default 100 */
  readonly pollMs?: number;
}

/** A queue in memory: visibility timeout, dead letters, long poll. */
export class FakeMessageQueue implements MessageQueue {
  readonly deadLetters: string[] = [];
  /** Every call of `extend`, in order. */
  readonly extended: { readonly receipt: string; readonly seconds: number }[] = [];
  readonly #maxDeliveries: number;
  readonly #nowMs: () => number;
  readonly #first: (count: number) => number;
  readonly #pollMs: number;
  readonly #entries: Entry[] = [];
  #count = 0;
  /** Makes each `receive` throw while it is set. */
  outage: Error | undefined;

  constructor(maxDeliveries: number, options: FakeQueueOptions = {}) {
    this.#maxDeliveries = maxDeliveries;
    this.#nowMs = options.nowMs ?? Date.now;
    this.#first = options.first ?? (() => 0);
    this.#pollMs = options.pollMs ?? 100;
  }

  /** Bodies that are neither deleted nor dead. */
  get bodies(): string[] {
    return this.#entries.map(({ body }) => body);
  }

  put(content: unknown): void {
    const body = typeof content === "string" ? content : JSON.stringify(content);
    this.#entries.push({ id: `m${++this.#count}`, body, receiveCount: 0, visibleAtMs: 0 });
  }

  async receive(options: ReceiveOptions): Promise<readonly QueuedMessage[]> {
    const untilMs = this.#nowMs() + options.waitSeconds * 1000;
    for (;;) {
      if (this.outage) throw this.outage;
      const messages = this.#take(options);
      if (messages.length > 0 || options.signal?.aborted || this.#nowMs() >= untilMs)
        return messages;
      await new Promise((resolve) => setTimeout(resolve, this.#pollMs));
    }
  }

  async delete(receipt: string): Promise<void> {
    const index = this.#entries.findIndex((entry) => receiptOf(entry) === receipt);
    if (index >= 0) this.#entries.splice(index, 1);
  }

  async extend(receipt: string, seconds: number): Promise<void> {
    this.extended.push({ receipt, seconds });
    const entry = this.#entries.find((candidate) => receiptOf(candidate) === receipt);
    if (entry === undefined) throw new Error(`receipt ${receipt} is not in flight`);
    entry.visibleAtMs = this.#nowMs() + seconds * 1000;
  }

  #take({ maxMessages, visibilitySeconds }: ReceiveOptions): QueuedMessage[] {
    const visible = this.#entries.filter(({ visibleAtMs }) => visibleAtMs <= this.#nowMs());
    for (const entry of visible.filter(({ receiveCount }) => receiveCount >= this.#maxDeliveries)) {
      this.deadLetters.push(entry.body);
      this.#entries.splice(this.#entries.indexOf(entry), 1);
    }
    const alive = visible.filter(({ receiveCount }) => receiveCount < this.#maxDeliveries);
    const first = this.#first(alive.length);
    const inOrder = [...alive.slice(first), ...alive.slice(0, first)];
    return inOrder.slice(0, maxMessages).map((entry) => {
      entry.receiveCount++;
      entry.visibleAtMs = this.#nowMs() + visibilitySeconds * 1000;
      const { id, body, receiveCount } = entry;
      return { id, body, receiveCount, receipt: receiptOf(entry) };
    });
  }
}

function receiptOf({ id, receiveCount }: Entry): string {
  return `${id}#${receiveCount}`;
}

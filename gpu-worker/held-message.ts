import type { MessageQueue, QueuedMessage, Telemetry } from "../core/ports.ts";

/** Two may fail before the message shows up elsewhere. */
const HEARTBEATS_PER_TIMEOUT = 3;

export interface HeldMessageDeps {
  readonly queue: MessageQueue;
  readonly telemetry: Telemetry;
}

/**
 * A received message, hidden from other workers until it is deleted or given back, and at most one
 * visibility timeout longer than this process lives.
 *
 * A queue that refuses is logged, never thrown: the message then comes back by itself, and a result
 * that is sent twice counts once.
 */
export class HeldMessage {
  readonly message: QueuedMessage;
  readonly #deps: HeldMessageDeps;
  readonly #heartbeat: NodeJS.Timeout;
  #isHeld = true;

  constructor(message: QueuedMessage, deps: HeldMessageDeps, visibilitySeconds: number) {
    this.message = message;
    this.#deps = deps;
    this.#heartbeat = setInterval(
      () => this.#tell("extend", visibilitySeconds),
      (visibilitySeconds * 1000) / HEARTBEATS_PER_TIMEOUT,
    );
  }

  /** Call once everything that follows from the message is durable. */
  async delete(): Promise<void> {
    clearInterval(this.#heartbeat);
    await this.#tell("delete");
  }

  /** Any worker may have it, after `seconds`. Only the first call counts: then it may be elsewhere. */
  async release(seconds: number): Promise<void> {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    clearInterval(this.#heartbeat);
    await this.#tell("extend", seconds);
  }

  async #tell(action: "delete" | "extend", seconds = 0): Promise<void> {
    const { queue, telemetry } = this.#deps;
    const { id, receipt } = this.message;
    try {
      await (action === "delete" ? queue.delete(receipt) : queue.extend(receipt, seconds));
    } catch (error) {
      telemetry.log("warn", "queue-refused", { action, messageId: id, error });
    }
  }
}

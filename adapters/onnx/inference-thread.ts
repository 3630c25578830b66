import { Worker } from "node:worker_threads";
import { type InferenceRequest, ThreadReply, type ThreadSettings } from "./thread-messages.ts";

type Reply<Kind extends ThreadReply["kind"]> = Extract<ThreadReply, { kind: Kind }>;

const ENTRY_POINT = new URL("./inference-worker.mjs", import.meta.url);

interface Waiter {
  readonly resolve: (reply: ThreadReply) => void;
  readonly reject: (error: Error) => void;
}

/** Far above the slowest run of a network that works, the first one on a GPU included. */
const HANG_TIMEOUT_MS = 60_000;

export interface InferenceThreadOptions {
  /** A run that takes longer never ends. @default a minute */
  readonly hangTimeoutMs?: number;
}

/** The thread that holds the network, from outside: one question at a time, each with one reply. */
export class InferenceThread {
  /**
   * Resolves when the thread is gone, by `stop` or by a crash, or hangs: every question fails from then
   * on. Native code that hangs cannot be stopped; only the end of the process ends it.
   */
  readonly stopped: Promise<void>;
  readonly #worker: Worker;
  #waiter: Waiter | undefined;
  readonly #hangTimeoutMs: number;
  #markStopped = () => {};
  #end: Error | undefined;
  #isHung = false;

  constructor(settings: ThreadSettings, options: InferenceThreadOptions = {}) {
    this.#hangTimeoutMs = options.hangTimeoutMs ?? HANG_TIMEOUT_MS;
    this.#worker = new Worker(ENTRY_POINT, { workerData: settings });
    this.#worker.on("message", (message: unknown) => {
      this.#waiter?.resolve(ThreadReply.parse(message));
    });
    this.#worker.on("error", (error: Error) => this.#finish(error));
    this.stopped = new Promise((resolve) => {
      this.#markStopped = resolve;
    });
    this.#worker.on("exit", (code) => {
      this.#finish(new Error(`the inference thread ended with code ${code}`));
      this.#markStopped();
    });
  }

  /** What the model file declares, once it is loaded. Ask this first, and once. */
  started(): Promise<Reply<"ready">> {
    return this.#reply("ready");
  }

  /** Runs the network; takes the images' buffers over. */
  async run(request: InferenceRequest): Promise<Reply<"detected">> {
    const buffers = request.images.map(({ buffer }) => buffer);
    this.#worker.postMessage(request, buffers);
    const watchdog = setTimeout(() => this.#giveUp(), this.#hangTimeoutMs);
    try {
      return await this.#reply("detected");
    } finally {
      clearTimeout(watchdog);
    }
  }

  async stop(): Promise<void> {
    // Taken apart in the middle of a run, a thread can take the process along.
    if (!this.#isHung) await this.#worker.terminate();
  }

  #giveUp(): void {
    this.#isHung = true;
    this.#worker.unref();
    this.#finish(new Error(`the network gave no answer within ${this.#hangTimeoutMs} ms`));
    this.#markStopped();
  }

  async #reply<Kind extends ThreadReply["kind"]>(kind: Kind): Promise<Reply<Kind>> {
    const reply = await new Promise<ThreadReply>((resolve, reject) => {
      if (this.#end !== undefined) reject(this.#end);
      this.#waiter = { resolve, reject };
    });
    if (isA(kind, reply)) return reply;
    const { kind: received } = reply;
    throw new Error(
      reply.kind === "failed" ? reply.message : `expected ${kind}, received ${received}`,
    );
  }

  #finish(error: Error): void {
    this.#end ??= error;
    this.#waiter?.reject(this.#end);
  }
}

function isA<Kind extends ThreadReply["kind"]>(
  kind: Kind,
  reply: ThreadReply,
): reply is Reply<Kind> {
  return reply.kind === kind;
}

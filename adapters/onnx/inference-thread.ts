import { Worker } from "node:worker_threads";
import { type InferenceRequest, ThreadReply, type ThreadSettings } from "./thread-messages.ts";

type Reply<Kind extends ThreadReply["kind"]> = Extract<ThreadReply, { kind: Kind }>;

const ENTRY_POINT = new URL("./inference-worker.mjs", import.meta.url);

interface Waiter {
  readonly resolve: (reply: ThreadReply) => void;
  readonly reject: (error: Error) => void;
}

/** The thread that holds the network, from outside: one question at a time, each with one reply. */
export class InferenceThread {
  /** Resolves when the thread is gone, by `stop` or by a crash: every question fails from then on. */
  readonly stopped: Promise<void>;
  readonly #worker: Worker;
  #waiter: Waiter | undefined;
  #end: Error | undefined;

  constructor(settings: ThreadSettings) {
    this.#worker = new Worker(ENTRY_POINT, { workerData: settings });
    this.#worker.on("message", (message: unknown) => {
      this.#waiter?.resolve(ThreadReply.parse(message));
    });
    this.#worker.on("error", (error: Error) => this.#finish(error));
    this.stopped = new Promise((resolve) => {
      this.#worker.on("exit", (code) => {
        this.#finish(new Error(`the inference thread ended with code ${code}`));
        resolve();
      });
    });
  }

  /** What the model file declares, once it is loaded. Ask this first, and once. */
  started(): Promise<Reply<"ready">> {
    return this.#reply("ready");
  }

  /** Runs the network; takes the images' buffers over. */
  run(request: InferenceRequest): Promise<Reply<"detected">> {
    const buffers = request.images.map(({ buffer }) => buffer);
    this.#worker.postMessage(request, buffers);
    return this.#reply("detected");
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
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

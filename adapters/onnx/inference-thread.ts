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
/** Far above reading 2 GB from a disk at 20 MB/s: two minutes. */
const START_TIMEOUT_MS = 600_000;

export interface InferenceThreadOptions {
  /** A run that takes longer never ends. @default a minute */
  readonly hangTimeoutMs?: number;
  /** A model that takes longer to load never comes. @default ten minutes */
  readonly startTimeoutMs?: number;
}

/** `ended`: by `stop` or by a crash, and nothing of it is left. `hung`: it holds its memory and cores for good. */
export type ThreadEnd = "ended" | "hung";

/** The thread that holds the network, from outside: one question at a time, each with one reply. */
export class InferenceThread {
  /**
   * Resolves when nothing more can be asked, and before the question in hand fails. Native code that
   * hangs cannot be stopped; only the end of the process ends it.
   */
  readonly stopped: Promise<ThreadEnd>;
  readonly #worker: Worker;
  readonly #hangTimeoutMs: number;
  readonly #startTimeoutMs: number;
  #waiter: Waiter | undefined;
  #inHand: Promise<unknown> = Promise.resolve();
  #markStopped: (end: ThreadEnd) => void = () => {};
  #error: Error | undefined;
  #isHung = false;

  constructor(settings: ThreadSettings, options: InferenceThreadOptions = {}) {
    this.#hangTimeoutMs = options.hangTimeoutMs ?? HANG_TIMEOUT_MS;
    this.#startTimeoutMs = options.startTimeoutMs ?? START_TIMEOUT_MS;
    this.stopped = new Promise((resolve) => {
      this.#markStopped = resolve;
    });
    this.#worker = new Worker(ENTRY_POINT, { workerData: settings });
    this.#worker.on("message", (message: unknown) => this.#receive(ThreadReply.parse(message)));
    this.#worker.on("error", (cause: Error) => {
      this.#finish("ended", new Error(`the inference thread crashed: ${cause}`, { cause }));
    });
    this.#worker.on("exit", (code) => {
      if (this.#isHung) process.off("exit", killProcess);
      this.#finish("ended", new Error(`the inference thread ended with code ${code}`));
    });
  }

  /** What the model file declares, once it is loaded. Ask this first, and once. */
  started(): Promise<Reply<"ready">> {
    return this.#hold(this.#reply("ready", this.#startTimeoutMs));
  }

  /** Runs the network; takes the images' buffers over. */
  async run(request: InferenceRequest): Promise<Reply<"detected">> {
    if (this.#error !== undefined) throw this.#error;
    const buffers = request.images.map(({ buffer }) => buffer);
    this.#worker.postMessage(request, buffers);
    return this.#hold(this.#reply("detected", this.#hangTimeoutMs));
  }

  /** Takes no more questions, and ends the thread once it has answered the one in hand. */
  async stop(): Promise<void> {
    this.#error ??= new Error("the inference thread ended: it was stopped");
    await this.#inHand;
    // Taken apart in the middle of a run, a thread can take the process along.
    if (!this.#isHung) await this.#worker.terminate();
  }

  #hold<T>(question: Promise<T>): Promise<T> {
    this.#inHand = question.catch(() => {});
    return question;
  }

  #receive(reply: ThreadReply): void {
    this.#waiter?.resolve(reply);
    // It was slow, not hung: back from native code, it can be taken apart.
    if (this.#isHung) void this.#worker.terminate();
  }

  #giveUp(timeoutMs: number): void {
    this.#isHung = true;
    this.#worker.unref();
    process.once("exit", killProcess);
    this.#finish("hung", new Error(`the network gave no answer within ${timeoutMs} ms`));
  }

  async #reply<Kind extends ThreadReply["kind"]>(
    kind: Kind,
    timeoutMs: number,
  ): Promise<Reply<Kind>> {
    const watchdog = setTimeout(() => this.#giveUp(timeoutMs), timeoutMs);
    try {
      return expectA(kind, await this.#nextReply());
    } finally {
      clearTimeout(watchdog);
    }
  }

  #nextReply(): Promise<ThreadReply> {
    return new Promise((resolve, reject) => {
      if (this.#error !== undefined) reject(this.#error);
      this.#waiter = { resolve, reject };
    });
  }

  #finish(end: ThreadEnd, error: Error): void {
    this.#error ??= error;
    this.#markStopped(end);
    this.#waiter?.reject(this.#error);
  }
}

/** `process.exit` waits for every thread, so for one that hangs it would wait for ever. */
function killProcess(): void {
  process.kill(process.pid, "SIGKILL");
}

function expectA<Kind extends ThreadReply["kind"]>(kind: Kind, reply: ThreadReply): Reply<Kind> {
  if (isA(kind, reply)) return reply;
  const { kind: received } = reply;
  throw new Error(
    reply.kind === "failed" ? reply.message : `expected ${kind}, received ${received}`,
  );
}

function isA<Kind extends ThreadReply["kind"]>(
  kind: Kind,
  reply: ThreadReply,
): reply is Reply<Kind> {
  return reply.kind === kind;
}

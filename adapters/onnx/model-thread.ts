import "./no-telemetry.ts";
import { type Transferable, Worker } from "node:worker_threads";

/** Far above the slowest run of a network that works, the first one on a GPU included. */
const HANG_TIMEOUT_MS = 60_000;
/** Far above reading 2 GB from a disk at 20 MB/s: two minutes. */
const START_TIMEOUT_MS = 600_000;

export interface ModelThreadOptions {
  /** A run that takes longer never ends. @default a minute */
  readonly hangTimeoutMs?: number;
  /** A model that takes longer to load never comes. @default ten minutes */
  readonly startTimeoutMs?: number;
}

/** `ended`: by `stop` or by a crash, and nothing of it is left. `hung`: it holds its memory and cores for good. */
export type ThreadEnd = "ended" | "hung";

/** What a thread says; `failed` answers any question. */
type AnyReply = { readonly kind: string; readonly message?: unknown };
type ReplyOf<Reply extends AnyReply, Kind extends Reply["kind"]> = Extract<
  Reply,
  { readonly kind: Kind }
>;

/** How a thread is started, and how its replies are read. */
export interface ThreadEntry<Reply extends AnyReply> {
  /** Names the thread in errors. */
  readonly name: string;
  readonly file: URL;
  readonly settings: unknown;
  readonly parse: (message: unknown) => Reply;
}

/** A question that the thread had not begun when it ended. */
export class NotBegunError extends Error {
  constructor(cause: Error) {
    super(cause.message, { cause });
    this.name = "NotBegunError";
  }
}

interface Waiter<Reply> {
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: Error) => void;
  /** Of the reply, once the thread has begun. */
  readonly timeoutMs: number;
}

/**
 * A thread that holds a model, from outside: questions are answered one by one, in their order, each with
 * one reply. While it works at one the next may lie there, so that it never waits for who asks.
 */
export class ModelThread<Reply extends AnyReply> {
  /**
   * Resolves when nothing more can be asked, and before the questions in hand fail. Native code that
   * hangs cannot be stopped; only the end of the process ends it.
   */
  readonly stopped: Promise<ThreadEnd>;
  readonly #name: string;
  readonly #worker: Worker;
  readonly #hangTimeoutMs: number;
  readonly #startTimeoutMs: number;
  /** In the order of their questions: the thread works at the first one's. */
  #waiters: Waiter<Reply>[] = [];
  #watchdog: NodeJS.Timeout | undefined;
  #inHand: Promise<unknown> = Promise.resolve();
  #markStopped: (end: ThreadEnd) => void = () => {};
  #error: Error | undefined;
  #isHung = false;

  constructor(entry: ThreadEntry<Reply>, options: ModelThreadOptions = {}) {
    this.#name = entry.name;
    this.#hangTimeoutMs = options.hangTimeoutMs ?? HANG_TIMEOUT_MS;
    this.#startTimeoutMs = options.startTimeoutMs ?? START_TIMEOUT_MS;
    this.stopped = new Promise((resolve) => {
      this.#markStopped = resolve;
    });
    this.#worker = new Worker(entry.file, { workerData: entry.settings });
    this.#worker.on("message", (message: unknown) => this.#receive(entry.parse(message)));
    this.#worker.on("error", (cause: Error) => {
      this.#finish("ended", new Error(`the ${this.#name} thread crashed: ${cause}`, { cause }));
    });
    this.#worker.on("exit", (code) => {
      if (this.#isHung) process.off("exit", killProcess);
      this.#finish("ended", new Error(`the ${this.#name} thread ended with code ${code}`));
    });
  }

  /** Takes no more questions, and ends the thread once it has answered those in hand. */
  async stop(): Promise<void> {
    this.#error ??= new Error(`the ${this.#name} thread ended: it was stopped`);
    await this.#inHand;
    // Taken apart in the middle of a run, a thread can take the process along.
    if (!this.#isHung) await this.#worker.terminate();
  }

  /** What the thread says once its model is loaded. Ask this first, and once. */
  protected start<Kind extends Reply["kind"]>(...kinds: Kind[]): Promise<ReplyOf<Reply, Kind>> {
    return this.#hold(this.#reply(kinds, this.#startTimeoutMs));
  }

  /**
   * @throws NotBegunError where it may be asked of another thread; Error of a reply that is none of `kinds`;
   *   what a `failed` one says.
   */
  protected async ask<Kind extends Reply["kind"]>(
    question: unknown,
    transferred: readonly Transferable[],
    ...kinds: Kind[]
  ): Promise<ReplyOf<Reply, Kind>> {
    if (this.#error !== undefined) throw this.#error;
    this.#worker.postMessage(question, transferred);
    return this.#hold(this.#reply(kinds, this.#hangTimeoutMs));
  }

  #hold<T>(question: Promise<T>): Promise<T> {
    this.#inHand = Promise.allSettled([this.#inHand, question]);
    return question;
  }

  #receive(reply: Reply): void {
    const waiter = this.#waiters.shift();
    this.#watch();
    waiter?.resolve(reply);
    // It was slow, not hung: back from native code, it can be taken apart.
    if (this.#isHung) void this.#worker.terminate();
  }

  /** Over the question that the thread begins now: it had no part in how long that one waited. */
  #watch(): void {
    clearTimeout(this.#watchdog);
    const [first] = this.#waiters;
    if (first === undefined) return;
    this.#watchdog = setTimeout(() => this.#giveUp(first.timeoutMs), first.timeoutMs);
  }

  #giveUp(timeoutMs: number): void {
    this.#isHung = true;
    this.#worker.unref();
    process.once("exit", killProcess);
    this.#finish("hung", new Error(`the network gave no answer within ${timeoutMs} ms`));
  }

  async #reply<Kind extends Reply["kind"]>(
    kinds: readonly Kind[],
    timeoutMs: number,
  ): Promise<ReplyOf<Reply, Kind>> {
    return expectA(kinds, await this.#nextReply(timeoutMs));
  }

  #nextReply(timeoutMs: number): Promise<Reply> {
    return new Promise((resolve, reject) => {
      if (this.#error !== undefined) reject(this.#error);
      const isFirst = this.#waiters.push({ resolve, reject, timeoutMs }) === 1;
      if (isFirst) this.#watch();
    });
  }

  #finish(end: ThreadEnd, error: Error): void {
    this.#error ??= error;
    this.#markStopped(end);
    clearTimeout(this.#watchdog);
    const [begun, ...others] = this.#waiters.splice(0);
    begun?.reject(this.#error);
    for (const { reject } of others) reject(new NotBegunError(this.#error));
  }
}

/** `process.exit` waits for every thread, so for one that hangs it would wait for ever. */
function killProcess(): void {
  process.kill(process.pid, "SIGKILL");
}

function expectA<Reply extends AnyReply, Kind extends Reply["kind"]>(
  kinds: readonly Kind[],
  reply: Reply,
): ReplyOf<Reply, Kind> {
  if (isA(kinds, reply)) return reply;
  const { kind, message } = reply;
  throw new Error(
    kind === "failed" ? String(message) : `expected ${kinds.join(" or ")}, received ${kind}`,
  );
}

function isA<Reply extends AnyReply, Kind extends Reply["kind"]>(
  kinds: readonly Kind[],
  reply: Reply,
): reply is ReplyOf<Reply, Kind> {
  return kinds.some((kind) => kind === reply.kind);
}

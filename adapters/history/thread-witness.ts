import { ScanError } from "../../core/contracts/reasons.ts";
import type { HistoryExamination, HistoryWitness } from "../../core/witness-ports.ts";
import { systemClock as clock } from "../clock/system-clock.ts";
import { ModelError } from "../model/model-error.ts";
import { SupervisedThread, type SupervisedThreadOptions } from "../onnx/supervised-thread.ts";
import type { HistoryReply, HistoryRequest, HistorySettings } from "./history-messages.ts";
import { HistoryThread } from "./history-thread.ts";

type Answer = Extract<HistoryReply, { kind: "examined" | "refused" }>;
type Options = SupervisedThreadOptions<HistoryRequest, Answer>;

export interface ThreadWitnessOptions extends HistorySettings {
  /** Called before a thread is replaced; throws when the model is no longer the one that results name. */
  readonly verify: () => Promise<void>;
  readonly onReplaced: Options["onReplaced"];
}

/**
 * A witness that is warm: its network checked and run once.
 *
 * @throws ModelError when the network cannot be used.
 */
export async function makeThreadWitness(options: ThreadWitnessOptions): Promise<ThreadWitness> {
  const { verify, onReplaced, ...settings } = options;
  const replacement = async () => {
    await verify();
    return startHistory(settings);
  };
  const first = await startHistory(settings);
  return new ThreadWitness(new SupervisedThread(first, { start: replacement, onReplaced, clock }));
}

async function startHistory(settings: HistorySettings): Promise<HistoryThread> {
  const thread = new HistoryThread(settings);
  try {
    await thread.started();
    return thread;
  } catch (cause) {
    await thread.stop();
    throw new ModelError(`cannot examine history: ${cause}`, { cause });
  }
}

/** Sends files to the history thread, one at a time. */
export class ThreadWitness implements HistoryWitness {
  /** Resolves when no thread is left, as of a SupervisedThread. */
  readonly stopped: Promise<void>;
  readonly #thread: Pick<SupervisedThread<HistoryRequest, Answer>, "stopped" | "run" | "stop">;
  #last: Promise<unknown> = Promise.resolve();

  constructor(thread: Pick<SupervisedThread<HistoryRequest, Answer>, "stopped" | "run" | "stop">) {
    this.#thread = thread;
    this.stopped = thread.stopped;
  }

  async examine(bytes: Uint8Array): Promise<HistoryExamination | undefined> {
    const answer = this.#last.then(() => this.#thread.run({ bytes: new Uint8Array(bytes) }));
    this.#last = answer.catch(() => {});
    const reply = await answer;
    if (reply.kind === "refused") throw new ScanError(reply.code, reply.message);
    return reply.examination;
  }

  /** Ends the thread. What it has not finished fails. */
  close(): Promise<void> {
    return this.#thread.stop();
  }
}

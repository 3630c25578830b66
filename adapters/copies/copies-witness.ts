import { ScanError } from "../../core/contracts/reasons.ts";
import type { CopyExamination, CopyWitness } from "../../core/witness-ports.ts";
import { systemClock as clock } from "../clock/system-clock.ts";
import { ModelError } from "../model/model-error.ts";
import { SupervisedThread, type SupervisedThreadOptions } from "../onnx/supervised-thread.ts";
import { CopiesThread } from "./copies-thread.ts";
import type { CopyReply, CopyRequest, CopySettings } from "./copy-messages.ts";

type Answer = Extract<CopyReply, { kind: "examined" | "refused" }>;
type Thread = SupervisedThread<CopyRequest, Answer>;
type Options = SupervisedThreadOptions<CopyRequest, Answer>;

export interface CopiesWitnessOptions extends CopySettings {
  readonly onReplaced: Options["onReplaced"];
}

/**
 * A witness of copied regions that is warm: its graph checked and run once.
 *
 * @throws ModelError when the graph cannot be used.
 */
export async function makeCopiesWitness(options: CopiesWitnessOptions): Promise<CopiesWitness> {
  const { onReplaced, ...settings } = options;
  const start = () => startThread(settings);
  return new CopiesWitness(new SupervisedThread(await start(), { start, onReplaced, clock }));
}

async function startThread(settings: CopySettings): Promise<CopiesThread> {
  const thread = new CopiesThread(settings);
  try {
    await thread.started();
    return thread;
  } catch (cause) {
    await thread.stop();
    throw new ModelError(`cannot look for copies: ${cause}`, { cause });
  }
}

/** Sends files to its thread, one at a time. */
export class CopiesWitness implements CopyWitness {
  /** Resolves when no thread is left, as of a SupervisedThread. */
  readonly stopped: Promise<void>;
  readonly #thread: Pick<Thread, "stopped" | "run" | "stop">;
  #last: Promise<unknown> = Promise.resolve();

  constructor(thread: Pick<Thread, "stopped" | "run" | "stop">) {
    this.#thread = thread;
    this.stopped = thread.stopped;
  }

  async examine(bytes: Uint8Array): Promise<CopyExamination> {
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

import { ScanError } from "../../core/contracts/reasons.ts";
import { systemClock as clock } from "../clock/system-clock.ts";
import { ModelError } from "../model/model-error.ts";
import { SupervisedThread, type SupervisedThreadOptions } from "../onnx/supervised-thread.ts";
import { type ExaminingOptions, ExaminingThread } from "./examining-thread.ts";
import type { FileAnswer, FileRequest } from "./file-messages.ts";

export interface Supervision {
  /**
   * Called before a thread is replaced; throws when the model is no longer the one that results name.
   *
   * @default nothing is verified
   */
  readonly verify?: () => Promise<void>;
  /** Called when a thread is about to be replaced. */
  readonly onReplaced: SupervisedThreadOptions["onReplaced"];
}

export interface FileWitnessOptions<Examination>
  extends ExaminingOptions<Examination>,
    Supervision {}

/** A witness with a thread of its own. */
export type Warm<Witness> = Witness & Pick<FileWitness<unknown>, "stopped" | "close">;

/**
 * A witness that is warm: its network checked and run once.
 *
 * @throws ModelError that names the witness when the network cannot be used.
 */
export async function makeFileWitness<Examination>(
  options: FileWitnessOptions<Examination>,
): Promise<FileWitness<Examination>> {
  const { verify, onReplaced, ...examining } = options;
  const start = async () => {
    await verify?.();
    return startThread(examining);
  };
  const first = await startThread(examining);
  return new FileWitness(new SupervisedThread(first, { start, onReplaced, clock }));
}

async function startThread<Examination>(
  options: ExaminingOptions<Examination>,
): Promise<ExaminingThread<Examination>> {
  const thread = new ExaminingThread(options);
  try {
    await thread.started();
    return thread;
  } catch (cause) {
    await thread.stop();
    throw new ModelError(`cannot start the ${options.name} witness: ${cause}`, { cause });
  }
}

type Supervised<Examination> = Pick<
  SupervisedThread<FileRequest, FileAnswer<Examination>>,
  "stopped" | "run" | "stop"
>;

/** Sends files to its thread, one at a time. */
export class FileWitness<Examination> {
  /** Resolves when no thread is left, as of a SupervisedThread. */
  readonly stopped: Promise<void>;
  readonly #thread: Supervised<Examination>;
  #last: Promise<unknown> = Promise.resolve();

  constructor(thread: Supervised<Examination>) {
    this.#thread = thread;
    this.stopped = thread.stopped;
  }

  /** @throws ScanError about the file; any other error is transient. */
  async examine(bytes: Uint8Array): Promise<Examination> {
    const answer = this.#last.then(() => this.#thread.run({ bytes: new Uint8Array(bytes) }));
    this.#last = answer.catch(() => {});
    const reply = await answer;
    if (reply.kind === "refused") throw new ScanError(reply.code, reply.says);
    return reply.examination;
  }

  /** Ends the thread. What it has not finished fails. */
  close(): Promise<void> {
    return this.#thread.stop();
  }
}

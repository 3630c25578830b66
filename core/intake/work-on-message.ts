import type { Deletion, ScanWork } from "../contracts/deletion.ts";
import { isMask } from "../contracts/object-keys.ts";
import { MessageError } from "../contracts/reasons.ts";
import type { ScanJob } from "../contracts/scan-job.ts";
import type { ScanResult } from "../contracts/scan-result.ts";
import type { ResultSink, Telemetry } from "../ports.ts";
import type { ParsedMessage } from "./parsed-message.ts";
import { parseMessage } from "./upload-event.ts";

export interface WorkOnMessageDeps {
  readonly results: ResultSink;
  readonly resolveDeletion: (deletion: Deletion) => Promise<ScanResult>;
  readonly telemetry: Telemetry;
  /** Where masks are written, by someone else. */
  readonly maskBucket: string;
}

export interface ScanMessage {
  readonly id: string;
  readonly body: string;
}

/** Resolves once the job will not be lost when its message is deleted. */
export type TakeJob = (job: ScanJob) => Promise<void>;

/**
 * One message of the scan queue: every record in it is worked on, whatever happens to the others.
 * Jobs are taken by `take`; deletions are passed on. Once this resolves the message may be deleted. A
 * crash before that repeats the work, and the same result twice counts once.
 *
 * @throws MessageError when a record cannot be read: such a message is never deleted, it becomes a
 * dead letter, and that an error verdict. Any other error may pass: deliver the message again.
 */
export function makeWorkOnMessage(deps: WorkOnMessageDeps) {
  return async ({ id: messageId, body }: ScanMessage, take: TakeJob): Promise<void> => {
    const { work, ignored, rejected } = parse(body);
    const masks = work.filter((item) => isMask(objectOf(item), deps.maskBucket));
    const own = masks.map(({ kind }) => ({ why: "own-mask", eventName: kind }) as const);
    for (const record of [...ignored, ...own]) {
      deps.telemetry.log("info", "record-ignored", { messageId, ...record });
      deps.telemetry.metric("IgnoredRecord", 1);
    }
    const rest = work.filter((item) => !masks.includes(item));
    await workOn(deps, rest, take);
    const [first] = rejected;
    if (first === undefined) return;
    deps.telemetry.log("error", "message-rejected", { messageId, rejected });
    throw first.error;
  };
}

function objectOf(work: ScanWork) {
  return work.kind === "scan" ? work.job.object : work.deletion.object;
}

function parse(body: string): ParsedMessage {
  try {
    return parseMessage(body);
  } catch (error) {
    if (!(error instanceof MessageError)) throw error;
    return { work: [], ignored: [], rejected: [{ error }] };
  }
}

async function workOn(deps: WorkOnMessageDeps, work: readonly ScanWork[], take: TakeJob) {
  const errors: unknown[] = [];
  for (const item of work) {
    const done = item.kind === "scan" ? take(item.job) : pass(deps, item.deletion);
    await done.catch((error) => errors.push(error));
  }
  if (errors.length > 0)
    throw new AggregateError(errors, `${errors.length} of ${work.length} records failed`);
}

async function pass({ resolveDeletion, results }: WorkOnMessageDeps, deletion: Deletion) {
  await results.send(await resolveDeletion(deletion));
}

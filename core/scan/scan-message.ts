import { MessageError, scanError } from "../contracts/errors.ts";
import { isMask } from "../contracts/object-keys.ts";
import type { ParsedMessage } from "../contracts/parsed-message.ts";
import type { ScanJob } from "../contracts/scan-job.ts";
import { failureOf, type ScanResult } from "../contracts/scan-result.ts";
import type { Deletion, ScanWork } from "../contracts/scan-work.ts";
import { parseMessage } from "../contracts/upload-event.ts";
import type { Clock, ResultSink, Sleep, Telemetry } from "../ports.ts";
import type { Delivery, ScanImage } from "./scan-image.ts";
import { startStopwatch } from "./stopwatch.ts";

export interface ScanMessageDeps {
  readonly results: ResultSink;
  readonly scanImage: ScanImage;
  readonly passDeletion: (deletion: Deletion) => Promise<ScanResult>;
  readonly clock: Clock;
  readonly sleep: Sleep;
  readonly telemetry: Telemetry;
  /** Where masks are written, by someone else. */
  readonly maskBucket: string;
  /** Longest that one scan may take. */
  readonly scanTimeoutMs: number;
}

export interface ScanMessage {
  readonly id: string;
  readonly body: string;
}

/**
 * One message of the scan queue: every record in it is worked on, whatever happens to the others.
 * Once this resolves, all results are durable and the message may be deleted. A crash before that
 * repeats the work, and the same result twice counts once.
 *
 * @throws MessageError when a record cannot be read: such a message is never deleted, it becomes a
 * dead letter, and that an error verdict. Any other error may pass: deliver the message again.
 */
export function makeScanMessage(deps: ScanMessageDeps) {
  return async ({ id: messageId, body }: ScanMessage, delivery: Delivery): Promise<void> => {
    const { work, ignored, rejected } = parse(body);
    const masks = work.filter((item) => isMask(objectOf(item), deps.maskBucket));
    const own = masks.map(({ kind }) => ({ why: "own-mask", eventName: kind }) as const);
    for (const record of [...ignored, ...own]) {
      deps.telemetry.log("info", "record-ignored", { messageId, ...record });
      deps.telemetry.metric("IgnoredRecord", 1);
    }
    const rest = work.filter((item) => !masks.includes(item));
    await workOn(deps, rest, delivery);
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

async function workOn(deps: ScanMessageDeps, work: readonly ScanWork[], delivery: Delivery) {
  const errors: unknown[] = [];
  for (const item of work) {
    const result =
      item.kind === "scan" ? scan(deps, item.job, delivery) : deps.passDeletion(item.deletion);
    await result.then((done) => deps.results.send(done)).catch((error) => errors.push(error));
  }
  if (errors.length > 0)
    throw new AggregateError(errors, `${errors.length} of ${work.length} records failed`);
}

/** The scan, or a failure when it takes too long: what hangs in a decoder cannot be cancelled. */
async function scan(deps: ScanMessageDeps, job: ScanJob, delivery: Delivery): Promise<ScanResult> {
  const watch = startStopwatch(deps.clock);
  const limitMs = deps.scanTimeoutMs;
  const done = new AbortController();
  const result = await Promise.race([
    deps.scanImage(job, delivery),
    deps.sleep(limitMs, done.signal),
  ]).finally(() => done.abort());
  if (result !== undefined) {
    if (result.state === "scanned") deps.telemetry.metric("ScanTime", result.timings.totalMs);
    return result;
  }
  const timeout = scanError("timeout", { limitMs });
  if (!delivery.isLast) throw timeout;
  return { version: 1, job, ...failureOf(timeout), ...watch.read() };
}

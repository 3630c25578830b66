import { MessageError, scanError } from "../core/contracts/errors.ts";
import type { ParsedMessage } from "../core/contracts/parsed-message.ts";
import type { ScanJob } from "../core/contracts/scan-job.ts";
import { failureOf, type ScanResult } from "../core/contracts/scan-result.ts";
import type { Deletion, ScanWork } from "../core/contracts/scan-work.ts";
import { parseMessage } from "../core/contracts/upload-event.ts";
import type { Clock, ResultSink, Telemetry } from "../core/ports.ts";
import type { Delivery, ScanImage } from "../core/scan/scan-image.ts";
import { startStopwatch } from "../core/scan/stopwatch.ts";
import type { HeldMessage } from "./held-message.ts";
import { sleep } from "./sleep.ts";

export interface HandleMessageDeps {
  readonly results: ResultSink;
  readonly scanImage: ScanImage;
  readonly passDeletion: (deletion: Deletion) => Promise<ScanResult>;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  readonly settings: { readonly maxDeliveries: number; readonly scanTimeoutMs: number };
}

const MAX_BACKOFF_SECONDS = 300;

/**
 * One message of the scan queue: every record in it is worked on, whatever happens to the others,
 * and its result is durable before the message is deleted. A crash in between repeats the work, and
 * the same result twice counts once.
 *
 * A message with a record that cannot be read is never deleted: it becomes a dead letter, and that
 * an error verdict.
 */
export function makeHandleMessage(deps: HandleMessageDeps) {
  return async (held: HeldMessage): Promise<void> => {
    try {
      await handle(deps, held);
    } catch (error) {
      const { id: messageId, receiveCount } = held.message;
      const retrySeconds = deliveryOf(deps, held).isLast ? 0 : backoffSeconds(receiveCount);
      deps.telemetry.log("warn", "message-failed", {
        messageId,
        receiveCount,
        retrySeconds,
        error,
      });
      deps.telemetry.metric("Retried", 1);
      await held.giveBack(retrySeconds);
    }
  };
}

/** @throws when any of the work failed in a way that may pass. */
async function handle(deps: HandleMessageDeps, held: HeldMessage): Promise<void> {
  const { id: messageId, body } = held.message;
  const { work, ignored, rejected } = parse(body);
  for (const record of ignored) {
    deps.telemetry.log("info", "record-ignored", { messageId, ...record });
    deps.telemetry.metric("IgnoredRecord", 1);
  }
  await workOn(deps, work, deliveryOf(deps, held));
  if (rejected.length === 0) return held.delete();

  deps.telemetry.log("error", "message-rejected", { messageId, rejected });
  deps.telemetry.metric("RejectedMessage", 1);
  // No delay: waiting does not change the bytes, and the dead letters have their own consumer.
  await held.giveBack(0);
}

function parse(body: string): ParsedMessage {
  try {
    return parseMessage(body);
  } catch (error) {
    if (!(error instanceof MessageError)) throw error;
    return { work: [], ignored: [], rejected: [{ error }] };
  }
}

async function workOn(deps: HandleMessageDeps, work: readonly ScanWork[], delivery: Delivery) {
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
async function scan(
  deps: HandleMessageDeps,
  job: ScanJob,
  delivery: Delivery,
): Promise<ScanResult> {
  const watch = startStopwatch(deps.clock);
  const limitMs = deps.settings.scanTimeoutMs;
  const done = new AbortController();
  const result = await Promise.race([
    deps.scanImage(job, delivery),
    sleep(limitMs, done.signal),
  ]).finally(() => done.abort());
  if (result !== undefined) {
    if (result.state === "scanned") deps.telemetry.metric("ScanTime", result.timings.totalMs);
    return result;
  }
  const timeout = scanError("timeout", { limitMs });
  if (!delivery.isLast) throw timeout;
  return { version: 1, job, ...failureOf(timeout), ...watch.read() };
}

function deliveryOf({ settings }: HandleMessageDeps, { message }: HeldMessage): Delivery {
  return { isLast: message.receiveCount >= settings.maxDeliveries };
}

function backoffSeconds(receiveCount: number): number {
  return Math.min(2 ** receiveCount, MAX_BACKOFF_SECONDS);
}

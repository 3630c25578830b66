import { scanError, type Voice } from "../contracts/reasons.ts";
import type { ScanJob } from "../contracts/scan-job.ts";
import { CONTRACT_VERSION, failureOf, type ScanResult } from "../contracts/scan-result.ts";
import {
  makeWorkOnMessage,
  type ScanMessage,
  type WorkOnMessageDeps,
} from "../intake/work-on-message.ts";
import type { Clock, Sleep } from "../ports.ts";
import type { Delivery, ScanImage } from "./scan-image.ts";
import { startStopwatch } from "./stopwatch.ts";

export interface ScanMessageDeps extends WorkOnMessageDeps {
  readonly scanImage: ScanImage;
  readonly clock: Clock;
  readonly sleep: Sleep;
  /** Longest that one scan may take. */
  readonly scanTimeoutMs: number;
  /** How reasons are worded. @default "object" */
  readonly voice?: Voice;
}

/**
 * One message of the scan queue, whose jobs are scanned here. Once this resolves, all results are
 * durable.
 *
 * @throws as `makeWorkOnMessage` says.
 */
export function makeScanMessage(deps: ScanMessageDeps) {
  const workOn = makeWorkOnMessage(deps);
  return (message: ScanMessage, delivery: Delivery): Promise<void> =>
    workOn(message, async (job) => deps.results.send(await scan(deps, job, delivery)));
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
  return { version: CONTRACT_VERSION, job, ...failureOf(timeout, deps.voice), ...watch.read() };
}

import { type Instant, instantOf } from "../contracts/instant.ts";
import { REASONS, ReasonCode } from "../contracts/reasons.ts";
import { type ScanJob, scanJobFor } from "../contracts/scan-job.ts";
import type { UnscannedVerdict, Verdict } from "../contracts/verdict.ts";

/** Which verdicts are given another chance. */
export interface RedriveFilter {
  /** @default what a retry can change */
  readonly reasons?: readonly ReasonCode[] | undefined;
  readonly since?: Instant | undefined;
  readonly until?: Instant | undefined;
  /** What `bucket/key` begins with. */
  readonly prefix?: string | undefined;
}

/** Reasons that can go away while the object stays as it is. */
export const RETRYABLE_REASONS: readonly ReasonCode[] = ReasonCode.options.filter(
  (code) => REASONS[code].retryable,
);

/** Whether the verdict is about what was not scanned, at the filter's time and place, whatever its reason. */
export function isUnscanned(verdict: Verdict, filter: RedriveFilter): verdict is UnscannedVerdict {
  if (verdict.state !== "failed" && verdict.state !== "skipped") return false;
  const { since, until, prefix = "" } = filter;
  const scannedAt = instantOf(verdict.scannedAt);
  return (
    (since === undefined || scannedAt >= since) &&
    (until === undefined || scannedAt < until) &&
    `${verdict.object.bucket}/${verdict.object.key}`.startsWith(prefix)
  );
}

export function isRedriven(
  { reason }: UnscannedVerdict,
  { reasons = RETRYABLE_REASONS }: RedriveFilter,
): boolean {
  return reasons.includes(reason.code);
}

/** The job again, one generation on: its result stands above the verdict, whatever it is. */
export function redriveJobOf({ job, generation }: UnscannedVerdict, requestedAt: Instant): ScanJob {
  const { version: _, scanId: __, ...request } = job;
  return scanJobFor({
    ...request,
    generation: generation + 1,
    trigger: "redrive",
    requestedAt: requestedAt.toISOString(),
  });
}

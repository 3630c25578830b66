import { type JobOnDemandDeps, jobOnDemand, type TriggerOnDemand } from "../api/job-on-demand.ts";
import type { Instant } from "../contracts/instant.ts";
import { latestRow } from "../contracts/object-keys.ts";
import { ScanError } from "../contracts/reasons.ts";
import type { ListedObject } from "../ports.ts";
import { verdictStatusOf } from "../verdicts/verdict-status.ts";
import type { Decision } from "./decision.ts";

export interface FindMissingOptions {
  readonly trigger: TriggerOnDemand;
  /** Scan again what has a verdict. */
  readonly again: boolean;
  /** Objects that were written later than this are left to the event of their upload. */
  readonly writtenBefore: Instant;
}

/**
 * Object → the job that it still needs, or why it needs none: it has a verdict about what is there
 * (whatever that says: what failed is a matter of redriving), its own event is still under way, it
 * is gone, or nobody may look at it.
 */
export function makeFindMissing(
  deps: JobOnDemandDeps,
  { trigger, again, writtenBefore }: FindMissingOptions,
): (object: ListedObject) => Promise<Decision> {
  return async (object) => {
    if (!again && (await isKnown(deps, object))) return { notQueued: "hasVerdict" };
    const { lastModified } = object;
    if (lastModified !== undefined && lastModified > writtenBefore)
      return { notQueued: "tooRecent" };
    return decide(deps, object, trigger);
  };
}

async function decide(
  deps: JobOnDemandDeps,
  { bucket, key }: ListedObject,
  trigger: TriggerOnDemand,
): Promise<Decision> {
  try {
    return { job: await jobOnDemand(deps, { bucket, key }, trigger) };
  } catch (error) {
    if (!(error instanceof ScanError)) throw error;
    return { notQueued: error.code === "not_found" ? "absent" : "denied" };
  }
}

async function isKnown({ verdicts }: JobOnDemandDeps, object: ListedObject): Promise<boolean> {
  const standing = verdictStatusOf(await verdicts.get(latestRow(object)), object);
  return standing.kind === "verdict" && standing.stale === false;
}

import { type JobOnDemandDeps, jobOnDemand, type TriggerOnDemand } from "../api/job-on-demand.ts";
import type { Instant } from "../contracts/instant.ts";
import { latestRow } from "../contracts/object-keys.ts";
import { ScanError } from "../contracts/reasons.ts";
import type { ListedObject } from "../ports.ts";
import { standingOf } from "../verdicts/verdict-status.ts";
import type { Decision } from "./decision.ts";

export interface Wish {
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
  { trigger, again, writtenBefore }: Wish,
): (object: ListedObject) => Promise<Decision> {
  return async (object) => {
    if (!again && (await isKnown(deps, object))) return { passed: "known" };
    const { lastModified } = object;
    if (lastModified !== undefined && lastModified > writtenBefore) return { passed: "young" };
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
    return { passed: error.code === "not_found" ? "gone" : "denied" };
  }
}

async function isKnown({ verdicts }: JobOnDemandDeps, object: ListedObject): Promise<boolean> {
  const standing = standingOf(await verdicts.get(latestRow(object)), object);
  return standing.kind === "verdict" && standing.stale === false;
}

import { isWithin, type ListLabel, type ListTotals } from "../../core/api/verdict-list.ts";
import { listingClassOf } from "../../core/contracts/listing.ts";
import type { Verdict } from "../../core/contracts/verdict.ts";
import type { FeedQuery, Section, View } from "./feed.ts";

/** What needs a person comes first. */
const FLAGGED_FIRST = ["manipulated", "failed", "skipped", "authentic"] as const;

/** What is listed one after the other. */
export function labelsOf(view: View): readonly ListLabel[] {
  if (view === "flaggedFirst") return FLAGGED_FIRST;
  return view === "newest" ? ["all"] : [view];
}

export function totalOf(view: View, totals: ListTotals): number {
  const classes = view === "flaggedFirst" || view === "newest" ? FLAGGED_FIRST : [view];
  return classes.reduce((sum, under) => sum + totals[under], 0);
}

/** Names an object. A bucket's name has no slash. */
export function idOf({ object }: Verdict): string {
  return `${object.bucket}/${object.key}`;
}

/** Whether a verdict that came in belongs to what of the section was loaded. */
export function sectionTakes(section: Section, verdict: Verdict, query: FeedQuery): boolean {
  const { label, isWhole, verdicts } = section;
  const isUnder = label === "all" ? verdict.state !== "deleted" : listingClassOf(verdict) === label;
  const { since = "", until = "9" } = query;
  const isAsked =
    isWithin(verdict, query) && verdict.scannedAt >= since && verdict.scannedAt < until;
  const oldest = verdicts.at(-1)?.scannedAt ?? "";
  return isUnder && isAsked && (isWhole || verdict.scannedAt >= oldest);
}

export function insertNewest(verdicts: readonly Verdict[], verdict: Verdict): Verdict[] {
  const found = verdicts.findIndex(({ scannedAt }) => scannedAt <= verdict.scannedAt);
  return verdicts.toSpliced(found < 0 ? verdicts.length : found, 0, verdict);
}

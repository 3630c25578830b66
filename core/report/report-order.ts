import type { Verdict } from "../contracts/verdict.ts";

const FIRST_TO_LAST = ["manipulated", "failed", "skipped", "authentic", "deleted"];

/** What needs a decision first, then by key. `flagged`: nothing but what was found manipulated. */
export function inReportOrder(
  verdicts: readonly Verdict[],
  { flagged }: { readonly flagged: boolean },
): readonly Verdict[] {
  const chosen = flagged ? verdicts.filter((one) => kindOf(one) === "manipulated") : verdicts;
  return chosen.toSorted((a, b) => rank(a) - rank(b) || (a.object.key < b.object.key ? -1 : 1));
}

function rank(verdict: Verdict): number {
  return FIRST_TO_LAST.indexOf(kindOf(verdict));
}

function kindOf(verdict: Verdict): string {
  return verdict.state === "scanned" ? verdict.label : verdict.state;
}

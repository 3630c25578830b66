import { type ListingClass, listingClassOf } from "../../core/contracts/listing.ts";
import type { Verdict } from "../../core/contracts/verdict.ts";

/** What the page calls what verdicts come to. */
export const CLASS_NAMES: { readonly [Class in ListingClass]: string } = {
  manipulated: "Flagged",
  authentic: "Nothing found",
  failed: "Failed",
  skipped: "Skipped",
  deleted: "Removed",
};

export function Badge({ verdict }: { readonly verdict: Verdict }) {
  const under = listingClassOf(verdict);
  return <span class={`badge ${under}`}>{CLASS_NAMES[under]}</span>;
}

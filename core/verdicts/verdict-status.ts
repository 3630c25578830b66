import type { Verdict } from "../contracts/verdict.ts";
import type { ObjectHead } from "../ports.ts";

/** What a HEAD of the object said; `unseen`: it was refused, or not worth asking. */
export type Sight = ObjectHead | "gone" | "unseen";

/** How the stored verdict and what is under the key now go together. */
export type Standing =
  | { readonly kind: "verdict"; readonly verdict: Verdict; readonly stale?: boolean }
  | { readonly kind: "pending"; readonly head: ObjectHead }
  | { readonly kind: "unknown" };

/**
 * Stored verdict and sight of the object → what a query is told. A verdict is stale when its ETag
 * is not the object's; the same bytes uploaded again have the same verdict. A deletion is never
 * told about an object that is there: that is a newer upload, not yet scanned.
 */
export function standingOf(verdict: Verdict | undefined, sight: Sight): Standing {
  const isThere = typeof sight === "object";
  if (isThere && (verdict === undefined || verdict.state === "deleted")) {
    return { kind: "pending", head: sight };
  }
  if (verdict === undefined) return { kind: "unknown" };
  const stale = isStale(verdict, sight);
  return { kind: "verdict", verdict, ...(stale !== undefined && { stale }) };
}

function isStale({ state, object }: Verdict, sight: Sight): boolean | undefined {
  if (sight === "unseen") return undefined;
  if (sight === "gone") return state !== "deleted";
  return object.eTag === undefined ? undefined : object.eTag !== sight.eTag;
}

import type { Verdict } from "../contracts/verdict.ts";
import type { ObjectHead } from "../ports.ts";

/** What a HEAD of the object said; `unchecked`: it was refused, or not worth asking. */
export type ObjectState = ObjectHead | "absent" | "unchecked";

/** How the stored verdict and what is under the key now go together. */
export type VerdictStatus =
  | { readonly kind: "verdict"; readonly verdict: Verdict; readonly stale?: boolean }
  | { readonly kind: "pending"; readonly head: ObjectHead }
  | { readonly kind: "unknown" };

/**
 * Stored verdict and state of the object → what a query is told. A verdict is stale when its ETag
 * is not the object's; the same bytes uploaded again have the same verdict. A deletion is never
 * told about an object that is there: that is a newer upload, not yet scanned.
 */
export function verdictStatusOf(verdict: Verdict | undefined, object: ObjectState): VerdictStatus {
  const isThere = typeof object === "object";
  if (isThere && (verdict === undefined || verdict.state === "deleted")) {
    return { kind: "pending", head: object };
  }
  if (verdict === undefined) return { kind: "unknown" };
  const stale = isStale(verdict, object);
  return { kind: "verdict", verdict, ...(stale !== undefined && { stale }) };
}

function isStale({ state, object: judged }: Verdict, object: ObjectState): boolean | undefined {
  if (object === "unchecked") return undefined;
  if (object === "absent") return state !== "deleted";
  return judged.eTag === undefined ? undefined : judged.eTag !== object.eTag;
}

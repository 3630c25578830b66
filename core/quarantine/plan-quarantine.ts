import { type ObjectLocation, s3VersionIdOf } from "../contracts/object-identity.ts";
import { scanError } from "../contracts/reasons.ts";
import type { ScannedVerdict, Verdict } from "../contracts/verdict.ts";
import type { QuarantineAction } from "../settings/quarantine-action.ts";
import type { QuarantineRecord } from "./quarantine-record.ts";
import { copyPlaceOf, isCopy, type QuarantinePlace } from "./quarantined-copy.ts";

export interface QuarantineSettings {
  readonly action: QuarantineAction;
  readonly to: QuarantinePlace;
}

/** What is to be done next for the image that a verdict is about. */
export type QuarantineStep =
  | { readonly do: "nothing"; readonly why: "not-manipulated" | "own-copy" | "done" }
  | { readonly do: "copy"; readonly verdict: ScannedVerdict; readonly to: ObjectLocation }
  | { readonly do: "remove"; readonly record: QuarantineRecord };

/** One request of S3 copies no more. https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html */
const MAX_COPY_BYTES = 5 * 1024 ** 3;

/**
 * The next step from where the record says that the quarantine has come to. Each step can be taken
 * again: whoever was stopped goes on from the record. Nothing is removed before its copy is on record.
 *
 * @param record undefined before anything was copied.
 * @throws ScanError `too_large` for what cannot be copied in one request, `not_found` for what nothing
 *   tells from a later upload.
 */
export function nextStep(
  verdict: Verdict,
  record: QuarantineRecord | undefined,
  { action, to }: QuarantineSettings,
): QuarantineStep {
  if (verdict.state !== "scanned" || verdict.label !== "manipulated") {
    return { do: "nothing", why: "not-manipulated" };
  }
  // Refused when the stack is made; an image that went round would never end.
  if (isCopy(verdict.object, to)) return { do: "nothing", why: "own-copy" };
  if (record === undefined) return copyStep(verdict, to);
  const isDue = record.state === "removing" || (record.state === "copied" && action === "move");
  return isDue ? { do: "remove", record } : { do: "nothing", why: "done" };
}

function copyStep(verdict: ScannedVerdict, to: QuarantinePlace): QuarantineStep {
  const { eTag } = verdict.object;
  if (s3VersionIdOf(verdict.object) === undefined && eTag === undefined) {
    throw scanError("not_found", { found: "neither a version nor an ETag to tell it by" });
  }
  const { sizeBytes } = verdict.image;
  if (sizeBytes > MAX_COPY_BYTES) {
    throw scanError("too_large", { sizeBytes, limitBytes: MAX_COPY_BYTES });
  }
  return { do: "copy", verdict, to: copyPlaceOf(verdict, to) };
}

/** What a HEAD says that is under a key. */
export interface CurrentObject {
  readonly eTag: string;
  readonly versionId?: string;
}

/** Whether what is under the key now is the very upload that was scanned. */
export function isStillThere(
  { versionId, eTag }: { readonly versionId?: string; readonly eTag?: string },
  current: CurrentObject,
): boolean {
  if (versionId !== undefined && versionId !== "null") return current.versionId === versionId;
  return eTag === current.eTag;
}

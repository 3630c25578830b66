import type { ScanWork } from "../contracts/deletion.ts";
import type { ObjectIdentity } from "../contracts/object-identity.ts";
import type { MessageError } from "../contracts/reasons.ts";

/** Nothing to do, and why: counted, never an error. */
export interface IgnoredRecord {
  readonly why: "test-event" | "folder-marker" | "unrelated-event" | "no-records" | "own-mask";
  readonly eventName: string;
}

/** A record no work can be made of. `object` is there when a verdict can still be written for it. */
export interface RejectedRecord {
  readonly error: MessageError;
  readonly object?: ObjectIdentity;
}

/**
 * Everything in one message. When `rejected` is not empty the good work is done all the same, and
 * the message is left for the dead-letter queue, where the rejected records become verdicts.
 */
export interface ParsedMessage {
  readonly work: readonly ScanWork[];
  readonly ignored: readonly IgnoredRecord[];
  readonly rejected: readonly RejectedRecord[];
}

/** What one record of a message says. */
export type ParsedRecord =
  | { readonly work: ScanWork }
  | { readonly ignored: IgnoredRecord }
  | { readonly rejected: RejectedRecord };

export function collectRecords(records: readonly ParsedRecord[]): ParsedMessage {
  return {
    work: records.flatMap((record) => ("work" in record ? [record.work] : [])),
    ignored: records.flatMap((record) => ("ignored" in record ? [record.ignored] : [])),
    rejected: records.flatMap((record) => ("rejected" in record ? [record.rejected] : [])),
  };
}

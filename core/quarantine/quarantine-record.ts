import { z } from "zod";
import { ObjectIdentity } from "../contracts/object-identity.ts";
import { ScanJob } from "../contracts/scan-job.ts";

/** Where a quarantined image lies. */
const QuarantinedCopy = z.strictObject({
  bucket: z.string().min(1).describe("Bucket of the quarantined copy."),
  key: z.string().min(1).describe("Key of the quarantined copy."),
  versionId: z
    .string()
    .min(1)
    .exactOptional()
    .describe("Its version id, where that bucket keeps versions."),
});

/**
 * How far the quarantine of one object version has come. `copied`: the copy is durable. `removing`: it
 * is about to go from its own place, or has gone. `removed`: it is not there any more. `kept`: something
 * newer was under its key by then, which stays.
 */
const QuarantineState = z.enum(["copied", "removing", "removed", "kept"]);

/** Written beside the verdicts of its object, one for each version. */
export const QuarantineRecord = z.strictObject({
  version: z.literal(1),
  /** The version that was quarantined. */
  object: ObjectIdentity,
  /** Of the verdict that it was quarantined for. */
  scanId: ScanJob.shape.scanId,
  state: QuarantineState,
  copy: QuarantinedCopy,
  copiedAt: z.iso.datetime(),
});
export type QuarantineRecord = z.infer<typeof QuarantineRecord>;

/** What a query is told of it. */
export const Quarantined = z.strictObject({
  ...QuarantinedCopy.shape,
  isMoved: z.boolean().describe("Whether the image was taken away from its own place."),
});
export type Quarantined = z.infer<typeof Quarantined>;

export function quarantinedIn({ copy, state }: QuarantineRecord): Quarantined {
  return { ...copy, isMoved: isMoved({ state }) };
}

/** Whether a deletion of the object is the quarantine's own doing, or changes nothing that it did not. */
export function isMoved({ state }: Pick<QuarantineRecord, "state">): boolean {
  return state === "removing" || state === "removed";
}

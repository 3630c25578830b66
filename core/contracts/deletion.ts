import { z } from "zod";
import { ObjectIdentity } from "./object-identity.ts";
import type { ScanJob } from "./scan-job.ts";

/**
 * An object is gone. `target: "object"`: a delete marker, or a delete in a bucket without
 * versioning; nothing is current under the key any more. `target: "version"`: exactly
 * `object.versionId` was removed, and another version may be current now.
 */
export const Deletion = z.strictObject({
  version: z.literal(1),
  target: z.enum(["object", "version"]),
  object: ObjectIdentity,
  requestedAt: z.iso.datetime().exactOptional(),
});
export type Deletion = z.infer<typeof Deletion>;

/** One thing for a worker to do: scan, or pass a deletion on in the same order as the scans. */
export type ScanWork =
  | { readonly kind: "scan"; readonly job: ScanJob }
  | { readonly kind: "delete"; readonly deletion: Deletion };

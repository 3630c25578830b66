import { createHash } from "node:crypto";
import { z } from "zod";
import { ObjectIdentity, versionIdOf } from "./object-identity.ts";
import { parseJson, receivedBy } from "./parse-json.ts";
import { MessageError } from "./reasons.ts";

/** A counter per object: 0 for an upload event; redrive, on-demand and re-scan take the stored one + 1. */
export const Generation = z.int().min(0).max(9_999_999_999);

/** What asked for the scan. */
const Trigger = z.enum(["event", "on-demand", "redrive", "reconcile", "backfill"]);

/**
 * Order to scan one object version. From an upload event it carries the event's sequencer; a job
 * without one (backfill, on-demand) must have headed the object, so that `eTag` is known.
 * Bump `version` on any change that a running worker could not read.
 */
export const ScanJob = z.strictObject({
  version: z.literal(1),
  scanId: z.string().regex(/^[0-9a-f]{64}$/),
  object: ObjectIdentity,
  generation: Generation,
  trigger: Trigger,
  /** As the event or the listing says; the worker's own limit counts what it reads. */
  sizeBytes: z.int().nonnegative().exactOptional(),
  requestedAt: z.iso.datetime().exactOptional(),
});
export type ScanJob = z.infer<typeof ScanJob>;

/** The same upload and generation give the same id, so a redelivered event is the same scan. */
export function scanIdFor(object: ObjectIdentity, generation: number): string {
  const name = JSON.stringify([object.bucket, object.key, versionIdOf(object), generation]);
  return createHash("sha256").update(name).digest("hex");
}

/** What a caller knows about a scan it wants; the rest of the job follows from it. */
export type ScanRequest = Omit<ScanJob, "version" | "scanId">;

/** @throws z.ZodError when the request breaks the contract. */
export function scanJobFor(request: ScanRequest): ScanJob {
  const scanId = scanIdFor(request.object, request.generation);
  return ScanJob.parse({ version: 1, scanId, ...request });
}

/** @throws MessageError when `text` is not a ScanJob. */
export function parseScanJob(text: string): ScanJob {
  const expected = "a ScanJob of version 1";
  const parsed = ScanJob.safeParse(parseJson(text, expected));
  if (parsed.success) return parsed.data;
  const { error } = parsed;
  throw new MessageError({ expected, received: receivedBy(error, text) }, { cause: error });
}

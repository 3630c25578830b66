import { createHash } from "node:crypto";
import { z } from "zod";
import { ObjectIdentity, versionIdOf } from "./object-identity.ts";
import { parseJson, receivedBy } from "./parse-json.ts";
import { MessageError } from "./reasons.ts";

export const Generation = z
  .int()
  .min(0)
  .max(9_999_999_999)
  .describe(
    "A counter per object: 0 for an upload event; a redrive, a scan on demand and one by another model take the next number.",
  );

const Trigger = z
  .enum(["event", "on-demand", "redrive", "reconcile", "backfill"])
  .describe("What asked for the scan.");

/**
 * Order to scan one object version. From an upload event it carries the event's sequencer; a job
 * without one (backfill, on-demand) must have headed the object, so that `eTag` is known.
 * Bump `version` on any change that a running worker could not read.
 */
export const ScanJob = z.strictObject({
  version: z.literal(1).describe("Version of the contract of jobs."),
  scanId: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .describe("Names the scan: the same upload and generation give the same 64 hex digits."),
  object: ObjectIdentity,
  generation: Generation,
  trigger: Trigger,
  sizeBytes: z
    .int()
    .nonnegative()
    .exactOptional()
    .describe(
      "Size of the object in bytes, as the event or the listing says; the worker's own limit counts what it reads.",
    ),
  requestedAt: z.iso
    .datetime()
    .exactOptional()
    .describe("When the scan was asked for: ISO 8601, UTC."),
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

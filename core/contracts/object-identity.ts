import { z } from "zod";

/** S3 allows 1,024 bytes of UTF-8 in a key. https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
export const MAX_KEY_BYTES = 1024;

const ObjectKey = z
  .string()
  .min(1)
  .refine((key) => key.isWellFormed(), { error: "object key is not well-formed Unicode" })
  .refine((key) => bytesOf(key) <= MAX_KEY_BYTES, {
    error: `object key is longer than ${MAX_KEY_BYTES} bytes of UTF-8`,
  });

/** A sort key of DynamoDB has at most 1,024 bytes, and two of a row's are ours. */
const MAX_VERSION_BYTES = 1022;

/** As S3 sent it. */
export const VersionId = z
  .string()
  .min(1)
  .max(1024)
  .refine((id) => bytesOf(id) <= MAX_VERSION_BYTES, {
    error: `version id is longer than ${MAX_VERSION_BYTES} bytes of UTF-8`,
  });

/** One upload under one key: everything S3 says that tells it from the next upload there. */
export const ObjectIdentity = z
  .strictObject({
    bucket: z
      .string()
      .min(1)
      .max(255)
      .describe("A bucket of S3, or the path of the folder that files were scanned in."),
    key: ObjectKey.describe(
      `The object's key, decoded: at most ${MAX_KEY_BYTES} bytes of UTF-8; of a file, its path from that folder on.`,
    ),
    versionId: VersionId.exactOptional().describe(
      'S3\'s version id, as it was sent: "null" in a bucket whose versioning is suspended.',
    ),
    sequencer: z
      .string()
      .regex(/^[0-9A-Fa-f]{1,32}$/)
      .exactOptional()
      .describe(
        "Hexadecimal; grows with every write and delete of the same key, means nothing between keys.",
      ),
    eTag: z.string().min(1).max(256).exactOptional().describe("The object's ETag, without quotes."),
  })
  .describe("Which object, and which upload of it.");
export type ObjectIdentity = z.infer<typeof ObjectIdentity>;

/** A place in a store. */
export interface ObjectLocation {
  readonly bucket: string;
  readonly key: string;
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** The version id that S3 can be asked for, or nothing when the object has none. */
export function s3VersionIdOf({ versionId }: ObjectIdentity): string | undefined {
  return versionId === "null" ? undefined : versionId;
}

/**
 * What tells two uploads under one key apart in the table, in mask keys and in scan ids. Bucket
 * without versioning: no version id; versioning suspended: "null" for every overwrite; then the
 * sequencer counts, and for a job made from a listing the ETag.
 */
export function versionIdOf(object: ObjectIdentity): string {
  const versionId = s3VersionIdOf(object);
  if (versionId !== undefined) return versionId;
  if (object.sequencer !== undefined) return `seq:${object.sequencer}`;
  return `etag:${object.eTag ?? "unknown"}`;
}

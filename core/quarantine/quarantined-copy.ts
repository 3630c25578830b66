import { createHash } from "node:crypto";
import {
  type ObjectIdentity,
  type ObjectLocation,
  versionIdOf,
} from "../contracts/object-identity.ts";
import type { ScannedVerdict } from "../contracts/verdict.ts";

/** Where quarantined images go. */
export interface QuarantinePlace {
  readonly bucket: string;
  /** Empty, or ends in a slash. */
  readonly prefix: string;
}

/** S3's bound on names and values together. https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html */
const MAX_METADATA_BYTES = 2048;

/** User metadata of an object of S3: names in lower case, values of ASCII. */
export type ObjectMetadata = Readonly<Record<string, string>>;

/** The same place for the same version, whoever asks: a repeat replaces the copy with itself. */
export function copyPlaceOf(
  { object, image }: Pick<ScannedVerdict, "object" | "image">,
  { bucket, prefix }: QuarantinePlace,
): ObjectLocation {
  const name = JSON.stringify([object.bucket, object.key, versionIdOf(object)]);
  const hash = createHash("sha256").update(name).digest("hex");
  // Hashed, so that no object key can break it; the metadata has the key.
  return { bucket, key: `${prefix}${object.bucket}/${hash}.${image.format}` };
}

/** Whether a place is one of the quarantine's own. */
export function isCopy(
  { bucket, key }: ObjectLocation,
  { bucket: own, prefix }: QuarantinePlace,
): boolean {
  return bucket === own && key.startsWith(prefix);
}

/**
 * What a copy says of its origin, beside what the image said of itself. What does not fit into S3's 2 KB
 * is left out, theirs first, then the key: the copy's own name tells by its hash which object it is.
 */
export function copyMetadataOf(verdict: ScannedVerdict, theirs: ObjectMetadata): ObjectMetadata {
  const origin = originOf(verdict);
  const { "fasa-key": _, ...withoutKey } = origin;
  const candidates = [{ ...theirs, ...origin }, origin];
  return candidates.find((metadata) => bytesOf(metadata) <= MAX_METADATA_BYTES) ?? withoutKey;
}

function originOf(verdict: ScannedVerdict) {
  const { object, scanId, score, scannedAt } = verdict;
  return {
    "fasa-bucket": object.bucket,
    "fasa-key": encodeURIComponent(object.key),
    ...versionOf(object),
    "fasa-scan-id": scanId,
    "fasa-score": score.toFixed(4),
    "fasa-scanned-at": scannedAt,
  };
}

/** One that is longer than any of S3 today would not fit. */
function versionOf(object: ObjectIdentity) {
  const version = encodeURIComponent(versionIdOf(object));
  return version.length <= MAX_METADATA_BYTES / 4 ? { "fasa-version": version } : {};
}

function bytesOf(metadata: ObjectMetadata): number {
  return Object.entries(metadata).reduce((sum, [name, value]) => {
    return sum + name.length + new TextEncoder().encode(value).length;
  }, 0);
}

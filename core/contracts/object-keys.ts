import { createHash } from "node:crypto";
import type { ModelIdentity } from "./model-manifest.ts";
import { type ObjectIdentity, versionIdOf } from "./object-identity.ts";

/** Every mask's key begins with it. */
export const MASK_PREFIX = "masks/";

/**
 * Where the mask of one version by one model lies: by the network alone in another place than by all
 * witnesses. Hashed, so that no object key can break it.
 */
export function maskKeyOf(
  object: ObjectIdentity,
  { sha256, historySha256, copiesSha256 }: ModelIdentity,
): string {
  const models = [sha256, historySha256, copiesSha256].filter((one) => one !== undefined);
  const name = JSON.stringify([object.bucket, object.key, versionIdOf(object), ...models]);
  const hash = createHash("sha256").update(name).digest("hex");
  // Two leading digits spread the writes over 256 prefixes.
  return `${MASK_PREFIX}${hash.slice(0, 2)}/${hash}.png`;
}

/** Whether a mask lies there: scanned, it would have a mask of its own, and so on without end. */
export function isMask(
  { bucket, key }: { readonly bucket: string; readonly key: string },
  maskBucket: string,
): boolean {
  return bucket === maskBucket && key.startsWith(MASK_PREFIX);
}

/**
 * Whether an object only makes a folder show: empty, and named as the console of S3 ("create folder"), or as Hadoop
 * and EMR name it. It is no image, so nothing scans it unasked.
 */
export function isFolderMarker({ key, sizeBytes }: SizedKey): boolean {
  return sizeBytes === 0 && (key.endsWith("/") || key.endsWith("_$folder$"));
}

interface SizedKey {
  readonly key: string;
  readonly sizeBytes?: number | undefined;
}

/** Reviews lie beside the masks; each key of one begins with it. */
export const REVIEW_PREFIX = "reviews/";

/** In the order of their times. @param nonce tells two of one moment apart. */
export function reviewKeyOf(
  { reviewedAt }: { readonly reviewedAt: string },
  nonce: string,
): string {
  return `${REVIEW_PREFIX}${reviewedAt}-${nonce}.json`;
}

/** What lies in the exchange bucket, and how the keys of each begin. */
export const EXCHANGE_PREFIXES = {
  jobs: "jobs/",
  results: "results/",
  failures: "failures/",
} as const;

/** Where `submit-scan` leaves the job for the endpoint. */
export function jobKeyOf({ scanId }: { readonly scanId: string }): string {
  return `${EXCHANGE_PREFIXES.jobs}${scanId}.json`;
}

/** Folder of the images that the canary uploads, below what keys must begin with. */
export const CANARY_FOLDER = "fasa-canary/";

/** Each run has a key of its own: no verdict of an earlier one is taken for its. */
export function canaryKeyOf(run: string, prefix: string): string {
  return `${prefix}${CANARY_FOLDER}${run}.jpg`;
}

/** Sort key of the row that answers "what about this key now?". */
export const LATEST = "latest";

/** Names of the table's key attributes. */
export const TABLE_KEY = { partition: "object", sort: "version" } as const;

/** Primary key of a row; the type's property names are the attribute names. */
export interface RowKey {
  readonly object: string;
  readonly version: string;
}

/** A bucket name has no slash, so the first one ends it. */
const partitionOf = ({ bucket, key }: { readonly bucket: string; readonly key: string }) =>
  `${bucket}/${key}`;

/** The row of whatever is current under the key. */
export function latestRow(object: { readonly bucket: string; readonly key: string }): RowKey {
  return { object: partitionOf(object), version: LATEST };
}

/** The row of exactly this upload. */
export function versionRow(object: ObjectIdentity): RowKey {
  return { object: partitionOf(object), version: `v#${versionIdOf(object)}` };
}

/** The row that says where exactly this upload lies in quarantine. */
export function quarantineRow(object: ObjectIdentity): RowKey {
  return { object: partitionOf(object), version: `q#${versionIdOf(object)}` };
}

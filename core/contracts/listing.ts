import { createHash } from "node:crypto";
import { z } from "zod";
import type { Verdict } from "./verdict.ts";

/** The index that lists `latest` rows by what they say, hour by hour; only rows that carry its keys are in it. */
export const LISTING_INDEX = {
  name: "listing",
  partition: "listedUnder",
  sort: "listedAt",
} as const;

/** `flagged` leaves out what a reviewer need not see: authentic images and deletions. */
export const Listing = z.enum(["flagged", "all"]);
export type Listing = z.infer<typeof Listing>;

/** Attributes of the index; the property names are the attribute names. */
export interface ListingKey {
  readonly listedUnder: string;
  readonly listedAt: string;
}

export type ListingClass = "manipulated" | "authentic" | "failed" | "skipped" | "deleted";

/** Partitions per class and hour: one takes 1,000 writes a second at most. */
export const LISTING_SHARDS = 8;

/** Under which heading a verdict is listed. */
export function listingClassOf(verdict: Verdict): ListingClass {
  return verdict.state === "scanned" ? verdict.label : verdict.state;
}

/** Partition of one class, one hour (`2026-01-02T03`) and one shard. */
export function listingPartitionOf(under: ListingClass, hour: string, shard: number): string {
  return `${under}#${hour}#${shard}`;
}

/** Where a `latest` row stands in the index; undefined when the listing leaves it out. */
export function listingKeyOf(verdict: Verdict, listing: Listing): ListingKey | undefined {
  const under = listingClassOf(verdict);
  if (listing === "flagged" && (under === "authentic" || under === "deleted")) return undefined;
  const { bucket, key } = verdict.object;
  const hash = createHash("sha256").update(`${bucket}/${key}`).digest();
  const hour = verdict.scannedAt.slice(0, "2026-01-02T03".length);
  return {
    listedUnder: listingPartitionOf(under, hour, hash.readUInt32BE(0) % LISTING_SHARDS),
    listedAt: `${verdict.scannedAt}#${hash.toString("hex").slice(0, 16)}`,
  };
}

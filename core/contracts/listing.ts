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

type ObjectName = Pick<Verdict["object"], "bucket" | "key">;

/** Attributes of the index; the property names are the attribute names. */
export interface ListingKey {
  readonly listedUnder: string;
  readonly listedAt: string;
}

/** The headings under which verdicts are listed. */
export const ListingClass = z.enum(["manipulated", "authentic", "failed", "skipped", "deleted"]);
export type ListingClass = z.infer<typeof ListingClass>;

/** Partitions per class and hour. One takes 1,000 write units a second, which are 500 rows of up to 2 KB. */
export const LISTING_SHARDS = 8;

/** Under which heading a verdict is listed. */
export function listingClassOf(verdict: Verdict): ListingClass {
  return verdict.state === "scanned" ? verdict.label : verdict.state;
}

/** Partition of one class, one hour (`2026-01-02T03`) and one shard. */
export function listingPartitionOf(under: ListingClass, hour: string, shard: number): string {
  return `${under}#${hour}#${shard}`;
}

/** All partitions of one class and hour. */
export function listingPartitionsOf(under: ListingClass, hour: string): string[] {
  const shards = Array.from({ length: LISTING_SHARDS }, (_, shard) => shard);
  return shards.map((shard) => listingPartitionOf(under, hour, shard));
}

/** The hour of a time in ISO 8601, as partitions name it. */
export function hourOf(time: string): string {
  return time.slice(0, "2026-01-02T03".length);
}

/** Place of a verdict in the list: later is greater, and no two objects share one. */
export function listedAtOf({ object, scannedAt }: Verdict): string {
  return `${scannedAt}#${objectHashOf(object)}`;
}

export function isListed(verdict: Verdict, listing: Listing): boolean {
  const under = listingClassOf(verdict);
  return listing === "all" || (under !== "authentic" && under !== "deleted");
}

/** Where a `latest` row stands in the index; undefined when the listing leaves it out. */
export function listingKeyOf(verdict: Verdict, listing: Listing): ListingKey | undefined {
  if (!isListed(verdict, listing)) return undefined;
  const under = listingClassOf(verdict);
  const shard = hashOf(verdict.object).readUInt32BE(0) % LISTING_SHARDS;
  const listedUnder = listingPartitionOf(under, hourOf(verdict.scannedAt), shard);
  return { listedUnder, listedAt: listedAtOf(verdict) };
}

/** Names an object without telling its key: whoever knows both can compute it, nobody can go back. */
export function objectHashOf(object: ObjectName): string {
  return hashOf(object).toString("hex").slice(0, 16);
}

function hashOf({ bucket, key }: ObjectName): Buffer {
  return createHash("sha256").update(`${bucket}/${key}`).digest();
}

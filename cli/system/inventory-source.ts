import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { parse } from "csv-parse";
import type { ObjectLocation } from "../../core/contracts/object-identity.ts";
import { s3UriOf } from "../../core/contracts/s3-notation.ts";
import type { ObjectStreams } from "../../core/ports.ts";
import {
  type InventoryManifest,
  objectOfRow,
  parseInventory,
} from "../../core/requeue/inventory.ts";
import {
  isScannedUnasked,
  type ObjectSource,
  type SourcedObject,
} from "../../core/requeue/object-source.ts";
import type { KeyFilter } from "../../core/settings/key-filter.ts";

export interface InventorySourceOptions {
  /** The `manifest.json` of an S3 Inventory in CSV. */
  readonly manifest: ObjectLocation;
  readonly bucket: string;
  readonly prefix: string;
  /** What of the bucket is scanned at all. */
  readonly filter: KeyFilter;
}

const MAX_MANIFEST_BYTES = 16 * 1024 * 1024;

/**
 * The current objects of a bucket as an S3 Inventory listed them: a list of billions costs nothing to
 * read, and is a day old.
 */
export function inventorySource(
  streams: ObjectStreams,
  { manifest, bucket, prefix, filter }: InventorySourceOptions,
): ObjectSource {
  return {
    name: `${s3UriOf(manifest)} of s3://${bucket}/${prefix}`,
    async *objects(after = "0") {
      const inventory = parseInventory(await readText(streams, manifest));
      if (inventory.sourceBucket !== bucket) {
        throw new RangeError(
          `expected an inventory of ${bucket}, received one of ${inventory.sourceBucket}`,
        );
      }
      let row = 0;
      for await (const cells of rowsOf(streams, inventory)) {
        if (++row <= Number(after)) continue;
        const object = objectOfRow(inventory, cells);
        if (object?.key.startsWith(prefix) && isScannedUnasked(filter, object)) {
          yield { ...object, place: String(row) } satisfies SourcedObject;
        }
      }
    },
  };
}

/** Of all lists, in their order. */
async function* rowsOf(
  streams: ObjectStreams,
  { bucket, keys }: InventoryManifest,
): AsyncGenerator<string[]> {
  for (const key of keys) {
    const compressed = Readable.from(await streams.open({ bucket, key }));
    const [unpacked, rows] = [createGunzip(), parse({ relax_column_count: true })];
    // A stream that ends in an error must end the one that reads it, too.
    compressed.on("error", (error) => unpacked.destroy(error));
    unpacked.on("error", (error) => rows.destroy(error));
    yield* compressed.pipe(unpacked).pipe(rows);
  }
}

async function readText(streams: ObjectStreams, location: ObjectLocation): Promise<string> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of await streams.open(location)) {
    sizeBytes += chunk.length;
    if (sizeBytes > MAX_MANIFEST_BYTES) {
      throw new RangeError(
        `${s3UriOf(location)} is no manifest: it has over ${MAX_MANIFEST_BYTES} bytes`,
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

import { isFolderMarker } from "../contracts/object-keys.ts";
import type { ListedObject, ObjectLister } from "../ports.ts";
import { type KeyFilter, passesFilter } from "../settings/key-filter.ts";

/** An object of a listing, and where in it the object stands. */
export interface SourcedObject extends ListedObject {
  /** Given as `after`, the listing goes on behind this object. */
  readonly place: string;
}

/** Objects in an order that stays the same, so that a listing can be taken up again. */
export interface ObjectSource {
  /** Tells this source from others, for people and in resume tokens. */
  readonly name: string;
  objects(after?: string): AsyncIterable<SourcedObject>;
}

/** Whether an upload of the object is scanned: what is looked for where its event was lost. */
export function isScannedUnasked(filter: KeyFilter, object: ListedObject): boolean {
  return passesFilter(filter, object.key) && !isFolderMarker(object);
}

export interface BucketSourceOptions {
  readonly bucket: string;
  readonly prefix: string;
  /** What of the bucket is scanned at all. */
  readonly filter: KeyFilter;
}

/** The current objects of a bucket that its scanner looks at, by listing it. */
export function bucketSource(
  objects: ObjectLister,
  { bucket, prefix, filter }: BucketSourceOptions,
): ObjectSource {
  return {
    name: `s3://${bucket}/${prefix}`,
    async *objects(after) {
      const listed = objects.list(bucket, { prefix, ...(after !== undefined && { after }) });
      for await (const object of listed) {
        if (isScannedUnasked(filter, object)) yield { ...object, place: object.key };
      }
    },
  };
}

import type { ObjectLocation } from "../contracts/object-identity.ts";

// What the page of a local system asks for, besides verdicts and masks.

/** A photograph of the bucket, as a JPEG that every browser shows. */
export const PICTURES_ROUTE = "/pictures";

/** How large its longer side may be, in pixels. */
export const PICTURE_SIDES_PX = { thumbnail: 360, screen: 2048, full: 16_384 } as const;

/** Where files are put into the bucket. */
export const UPLOADS_ROUTE = "/uploads";

/** Where reviews are read and written. */
export const REVIEWS_ROUTE = "/reviews";

/** Where they are taken away as a file. */
export const EXPORT_ROUTE = `${REVIEWS_ROUTE}/export`;

/** One picture on the page: "#/bucket/key…", each part percent-encoded, so that every key comes back as it was. */
export function hashOf({ bucket, key }: ObjectLocation): string {
  return `#/${[bucket, ...key.split("/")].map(encodeURIComponent).join("/")}`;
}

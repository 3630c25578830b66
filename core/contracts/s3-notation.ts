import { z } from "zod";
import type { ObjectLocation } from "./object-identity.ts";

/** `s3://bucket/key` → its parts. The key stands in it as it is. */
export const S3Uri = z.string().transform((uri, context): ObjectLocation => {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/s.exec(uri) ?? [];
  if (bucket !== undefined && key !== undefined) return { bucket, key };
  context.issues.push({ code: "custom", input: uri, message: "expected s3://bucket/key" });
  return z.NEVER;
});

export function s3UriOf({ bucket, key }: ObjectLocation): string {
  return `s3://${bucket}/${key}`;
}

/** A key as forms encode it, which notifications, listings and inventories do. @throws URIError. */
export function formDecoded(text: string): string {
  return decodeURIComponent(text.replaceAll("+", " "));
}

/** An ETag without the quotes that HTTP puts around it. */
export function unquoted(eTag: string): string {
  return eTag.replaceAll('"', "");
}

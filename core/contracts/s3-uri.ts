import { z } from "zod";

/** A place in S3. */
interface Place {
  readonly bucket: string;
  readonly key: string;
}

/** `s3://bucket/key` → its parts. The key stands in it as it is. */
export const S3Uri = z.string().transform((uri, context): Place => {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/s.exec(uri) ?? [];
  if (bucket !== undefined && key !== undefined) return { bucket, key };
  context.issues.push({ code: "custom", input: uri, message: "expected s3://bucket/key" });
  return z.NEVER;
});

export function s3UriOf({ bucket, key }: Place): string {
  return `s3://${bucket}/${key}`;
}

import type { Node } from "constructs";
import { z } from "zod";

const List = z
  .union([z.string().transform((text) => text.split(",")), z.array(z.string())])
  .transform((values) => values.map((value) => value.trim()).filter((value) => value !== ""))
  .refine((values) => values.length > 0, "expected at least one name");

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const BucketName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "expected a bucket's name, not its ARN or URL");

const Context = z.object({
  /** Names of buckets that exist already, comma-separated or as a list. */
  bucket: List.pipe(z.array(BucketName)).optional(),
  prefix: List.optional(),
  suffix: List.optional(),
});

/** What `cdk deploy -c name=value` and cdk.json may set. */
export interface ScannerConfig {
  /** Buckets that exist already. @default a new one */
  readonly buckets?: readonly string[];
  /** Keys to scan begin with one of these. @default all */
  readonly prefixes?: readonly string[];
  /** Keys to scan end in one of these. @default all */
  readonly suffixes?: readonly string[];
}

/** @throws Error naming each setting that cannot be used, what was expected and what is there. */
export function readConfig(node: Node): ScannerConfig {
  const given = Object.keys(Context.shape).map((name) => [name, node.tryGetContext(name)]);
  const parsed = Context.safeParse(Object.fromEntries(given));
  if (!parsed.success) {
    throw new Error(`cdk.json or -c: ${z.prettifyError(parsed.error)}`);
  }
  const { bucket: buckets, prefix: prefixes, suffix: suffixes } = parsed.data;
  return {
    ...(buckets && { buckets }),
    ...(prefixes && { prefixes }),
    ...(suffixes && { suffixes }),
  };
}

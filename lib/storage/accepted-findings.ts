import { Resource, Stack, Token, Validations } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { z } from "zod";
import { MASK_PREFIX } from "../../core/contracts/object-keys.ts";
import type { ImageSources } from "./image-sources.ts";
import type { MaskBucket } from "./mask-bucket.ts";
import type { AnyBucket } from "./owned-or-imported.ts";

const S1 = "Access logs need a bucket of their own, and most accounts have CloudTrail for this.";

/** A bucket without access logs. */
export function acceptNoAccessLogs(scope: Construct): void {
  acceptFinding(scope, "S1", S1);
}

export function acceptFinding(scope: Construct, rule: string, reason: string): void {
  Validations.of(scope).acknowledge({ id: `AwsSolutions::AwsSolutions-${rule}`, reason });
}

/** A permission for all objects of the bucket whose keys begin as `keys`, which ends in a star. */
export function acceptObjects(
  scope: Construct,
  bucket: AnyBucket,
  keys: string,
  reason: string,
): void {
  const owner = Stack.of(bucket);
  // What another stack exports is named by its export.
  const isExported = Resource.isOwnedResource(bucket) && owner !== Stack.of(scope);
  const arn = isExported
    ? `${inTemplate(scope, owner.exportValue(bucket.bucketArn))}/${keys}`
    : bucket.arnForObjects(keys);
  acceptArn(scope, arn, reason);
}

/** A permission for everything under an ARN, which ends in a star. */
export function acceptArn(scope: Construct, arn: string, reason: string): void {
  acceptFinding(scope, `IAM5[Resource::${inTemplate(scope, arn)}]`, reason);
}

export interface ScannerBuckets {
  readonly images: ImageSources;
  readonly masks: MaskBucket;
}

const HANDLER_ID = "BucketNotificationsHandler";
const HANDLER_FINDINGS = {
  "IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]":
    "It writes its own logs, and the CDK gives it this policy.",
};

/** What cdk-nag's AwsSolutions rules find below `scope`, and why it stays. Anything else fails a test. */
export function acceptFindings(scope: Construct, { images, masks }: ScannerBuckets): void {
  acceptNotificationsHandler(Stack.of(scope));
  acceptObjects(
    scope,
    masks.bucket,
    `${MASK_PREFIX}*`,
    "Masks have hashed names: one permission cannot name them.",
  );
  acceptImages(scope, images);
}

/** Reads any image. */
export function acceptImages(scope: Construct, images: ImageSources): void {
  for (const bucket of images.buckets) {
    acceptObjects(
      scope,
      bucket,
      "*",
      "Any object of the bucket may be scanned and asked about, under any key.",
    );
  }
}

/** CDK's own function that sets bucket notifications, one for a stack, beside whatever uses it. */
function acceptNotificationsHandler(stack: Stack): void {
  const handlers = stack.node.children.filter(({ node }) => node.id.startsWith(HANDLER_ID));
  for (const handler of handlers) {
    for (const [rule, reason] of Object.entries(HANDLER_FINDINGS)) {
      acceptFinding(handler, rule, reason);
    }
  }
}

const Reference = z.union([
  z.object({ Ref: z.string() }).transform(({ Ref }) => `<${Ref}>`),
  z
    .object({ "Fn::GetAtt": z.tuple([z.string(), z.string()]) })
    .transform((it) => `<${it["Fn::GetAtt"].join(".")}>`),
]);
const Imported = z
  .object({ "Fn::ImportValue": z.string() })
  .transform((it) => it["Fn::ImportValue"]);
const Joined = z
  .object({ "Fn::Join": z.tuple([z.literal(""), z.array(z.union([z.string(), Reference]))]) })
  .transform((it) => it["Fn::Join"][1].join(""));

/** A value of the template as findings write it: `<LogicalId.Arn>/masks/*`. */
function inTemplate(scope: Construct, value: string): string {
  if (!Token.isUnresolved(value)) return value;
  return z.union([z.string(), Reference, Imported, Joined]).parse(Stack.of(scope).resolve(value));
}

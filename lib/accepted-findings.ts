import { Stack, Token, Validations } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { z } from "zod";
import { MASK_PREFIX } from "../core/contracts/object-keys.ts";
import type { ImageSources } from "./image-sources.ts";
import type { MaskBucket } from "./mask-bucket.ts";

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
  const accept = (rule: string, reason: string) =>
    Validations.of(scope).acknowledge({ id: `AwsSolutions::AwsSolutions-${rule}`, reason });
  const acceptObjects = (arn: string, reason: string) =>
    accept(`IAM5[Resource::${inTemplate(scope, arn)}]`, reason);

  accept(
    "S1",
    "Access logs need a bucket of their own, and most accounts have CloudTrail for this.",
  );
  acceptNotificationsHandler(Stack.of(scope));
  acceptObjects(
    masks.bucket.arnForObjects(`${MASK_PREFIX}*`),
    "Masks have hashed names: one permission cannot name them.",
  );
  for (const bucket of images.buckets) {
    acceptObjects(
      bucket.arnForObjects("*"),
      "Any object of the bucket may be scanned and asked about, under any key.",
    );
  }
}

/** CDK's own function that sets bucket notifications, one for a stack, beside whatever uses it. */
function acceptNotificationsHandler(stack: Stack): void {
  const handlers = stack.node.children.filter(({ node }) => node.id.startsWith(HANDLER_ID));
  for (const handler of handlers) {
    for (const [rule, reason] of Object.entries(HANDLER_FINDINGS)) {
      const id = `AwsSolutions::AwsSolutions-${rule}`;
      Validations.of(handler).acknowledge({ id, reason });
    }
  }
}

const Reference = z.union([
  z.object({ Ref: z.string() }).transform(({ Ref }) => `<${Ref}>`),
  z
    .object({ "Fn::GetAtt": z.tuple([z.string(), z.string()]) })
    .transform((it) => `<${it["Fn::GetAtt"].join(".")}>`),
]);
const Joined = z
  .object({ "Fn::Join": z.tuple([z.literal(""), z.array(z.union([z.string(), Reference]))]) })
  .transform((it) => it["Fn::Join"][1].join(""));

/** A value of the template as findings write it: `<LogicalId.Arn>/masks/*`. */
function inTemplate(scope: Construct, value: string): string {
  if (!Token.isUnresolved(value)) return value;
  return z.union([z.string(), Reference, Joined]).parse(Stack.of(scope).resolve(value));
}

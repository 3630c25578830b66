import { CfnElement, Stack, Validations } from "aws-cdk-lib";
import type { Bucket } from "aws-cdk-lib/aws-s3";
import type { Construct } from "constructs";
import { MASK_PREFIX } from "../core/contracts/object-keys.ts";

export interface ScannerBuckets {
  readonly images: Bucket;
  readonly masks: Bucket;
}

const BASIC_EXECUTION =
  "Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";

/** What cdk-nag's AwsSolutions rules find below `scope`, and why it stays. Anything else fails a test. */
export function acceptFindings(scope: Construct, { images, masks }: ScannerBuckets): void {
  const accept = (rule: string, reason: string) =>
    Validations.of(scope).acknowledge({ id: `AwsSolutions::AwsSolutions-${rule}`, reason });

  accept(
    "S1",
    "Access logs need a bucket of their own, and most accounts have CloudTrail for this.",
  );
  accept(`IAM4[${BASIC_EXECUTION}]`, "CDK's own function that sets bucket notifications has it.");
  accept(
    `IAM5[Resource::<${logicalIdOf(masks)}.Arn>/${MASK_PREFIX}*]`,
    "Masks have hashed names: one permission cannot name them.",
  );
  accept(
    `IAM5[Resource::<${logicalIdOf(images)}.Arn>/*]`,
    "Any object in the image bucket may be asked about, under any key.",
  );
}

function logicalIdOf(bucket: Bucket): string {
  const resource = bucket.node.defaultChild;
  if (!CfnElement.isCfnElement(resource)) throw new TypeError("expected a bucket of this app");
  return Stack.of(bucket).getLogicalId(resource);
}

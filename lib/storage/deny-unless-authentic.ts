import { AnyPrincipal, Effect, type IRole, PolicyStatement } from "aws-cdk-lib/aws-iam";
import { VERDICT_TAG, type VerdictTagValue } from "../../core/settings/verdict-tag.ts";
import type { AnyBucket } from "./owned-or-imported.ts";

export interface DenyUnlessAuthenticProps {
  readonly bucket: AnyBucket;
  /** Roles of the scanner that read what nobody else may read yet. */
  readonly readers: readonly IRole[];
  /** The one role that tags. */
  readonly tagger: IRole;
  /** Verdicts that may be read beside `authentic`. @default none */
  readonly alsoAllow?: readonly VerdictTagValue[];
}

const READ = ["s3:GetObject", "s3:GetObjectVersion"];
const TAG = [
  "s3:PutObjectTagging",
  "s3:PutObjectVersionTagging",
  "s3:DeleteObjectTagging",
  "s3:DeleteObjectVersionTagging",
];

/**
 * Bucket policy under which only what was found authentic can be read. It fails closed: an object
 * without the tag is unreadable, only the scanner may tag, and an upload may not bring the tag along.
 * A copy that takes its tags with it needs the right to tag, and is refused with it.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/tagging-and-policies.html
 */
export function denyUnlessAuthentic(props: DenyUnlessAuthenticProps): PolicyStatement[] {
  const { bucket, readers, tagger, alsoAllow = [] } = props;
  const deny = (sid: string, actions: string[], conditions: Record<string, unknown>) =>
    new PolicyStatement({
      sid,
      effect: Effect.DENY,
      principals: [new AnyPrincipal()],
      actions,
      resources: [bucket.arnForObjects("*")],
      conditions,
    });
  const allBut = (roles: readonly IRole[]) => ({
    ArnNotEquals: { "aws:PrincipalArn": roles.map(({ roleArn }) => roleArn) },
  });
  return [
    deny("ReadWhatIsAuthentic", READ, {
      StringNotEquals: { [`s3:ExistingObjectTag/${VERDICT_TAG}`]: ["authentic", ...alsoAllow] },
      ...allBut([...readers, tagger]),
    }),
    deny("OnlyTheScannerTags", TAG, allBut([tagger])),
    deny("NoUploadBringsTheTag", ["s3:PutObject"], {
      "ForAnyValue:StringEquals": { "s3:RequestObjectTagKeys": [VERDICT_TAG] },
    }),
  ];
}

import { Duration, RemovalPolicy } from "aws-cdk-lib";
import { Grant, type IGrantable } from "aws-cdk-lib/aws-iam";
import { BlockPublicAccess, Bucket, BucketEncryption } from "aws-cdk-lib/aws-s3";
import { Construct } from "constructs";
import { MASK_PREFIX, REVIEW_PREFIX } from "../../core/contracts/object-keys.ts";
import type { AnyBucket } from "./owned-or-imported.ts";

/**
 * Where masks are written: apart from the images, so that no mask is ever scanned. Stays when the
 * stack goes. Not versioned: a retry writes the same mask again.
 */
export class MaskBucket extends Construct {
  readonly bucket: AnyBucket;

  /** @param existing takes the masks instead of a bucket of their own. */
  constructor(scope: Construct, id: string, existing?: AnyBucket) {
    super(scope, id);
    this.bucket =
      existing ??
      new Bucket(this, "Bucket", {
        encryption: BucketEncryption.S3_MANAGED,
        blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
        enforceSSL: true,
        removalPolicy: RemovalPolicy.RETAIN,
        // What a function leaves behind that was stopped while it uploaded.
        lifecycleRules: [{ abortIncompleteMultipartUploadAfter: Duration.days(1) }],
      });
  }

  grantWrite(grantee: IGrantable): Grant {
    this.bucket.encryptionKey?.grantEncrypt(grantee);
    return this.#grant(grantee, ["s3:PutObject", "s3:AbortMultipartUpload"]);
  }

  /** Also what a presigned URL can do that the grantee signs. */
  grantRead(grantee: IGrantable): Grant {
    this.bucket.encryptionKey?.grantDecrypt(grantee);
    return this.#grant(grantee, ["s3:GetObject"]);
  }

  /** Reviews are kept beside the masks, and none is written twice. */
  grantReview(grantee: IGrantable): Grant {
    this.bucket.encryptionKey?.grantEncryptDecrypt(grantee);
    const ofReviews = { StringLike: { "s3:prefix": `${REVIEW_PREFIX}*` } };
    return this.#grant(grantee, ["s3:GetObject", "s3:PutObject"], REVIEW_PREFIX).combine(
      Grant.addToPrincipal({
        grantee,
        actions: ["s3:ListBucket"],
        resourceArns: [this.bucket.bucketArn],
        conditions: ofReviews,
      }),
    );
  }

  #grant(grantee: IGrantable, actions: string[], prefix = MASK_PREFIX): Grant {
    const resourceArns = [this.bucket.arnForObjects(`${prefix}*`)];
    return Grant.addToPrincipal({ grantee, actions, resourceArns });
  }
}

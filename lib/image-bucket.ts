import { RemovalPolicy } from "aws-cdk-lib";
import { Grant, type IGrantable } from "aws-cdk-lib/aws-iam";
import { BlockPublicAccess, Bucket, BucketEncryption, EventType } from "aws-cdk-lib/aws-s3";
import { SqsDestination } from "aws-cdk-lib/aws-s3-notifications";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";

/** What the parser of the scan queue makes work of. */
const EVENTS = [EventType.OBJECT_CREATED, EventType.OBJECT_REMOVED, EventType.LIFECYCLE_EXPIRATION];

/** Where images are put. Stays when the stack goes. */
export class ImageBucket extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.bucket = new Bucket(this, "Bucket", {
      // A verdict speaks about exactly the bytes that were scanned only where versions are kept.
      versioned: true,
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }

  /** Every upload and deletion becomes a message. */
  notify(queue: IQueue): void {
    for (const event of EVENTS) this.bucket.addEventNotification(event, new SqsDestination(queue));
  }

  /** GET, and HEAD by the same right. Without the right to list, what is missing is 403. */
  grantRead(grantee: IGrantable): Grant {
    const { bucketArn } = this.bucket;
    return Grant.addToPrincipal({
      grantee,
      actions: ["s3:ListBucket"],
      resourceArns: [bucketArn],
    }).combine(
      Grant.addToPrincipal({
        grantee,
        actions: ["s3:GetObject", "s3:GetObjectVersion"],
        resourceArns: [this.bucket.arnForObjects("*")],
      }),
    );
  }
}

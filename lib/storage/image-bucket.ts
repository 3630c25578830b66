import { Duration, RemovalPolicy, Stack } from "aws-cdk-lib";
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  EventType,
  type LifecycleRule,
} from "aws-cdk-lib/aws-s3";
import { SqsDestination } from "aws-cdk-lib/aws-s3-notifications";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import type { KeyFilter } from "../../core/settings/key-filter.ts";
import { notificationFilters } from "./object-filter.ts";
import type { AnyBucket } from "./owned-or-imported.ts";

/** What the parser of the scan queue makes work of. */
const EVENTS = [EventType.OBJECT_CREATED, EventType.OBJECT_REMOVED, EventType.LIFECYCLE_EXPIRATION];

/** Where images are put. Stays when the stack goes. */
export class ImageBucket extends Construct {
  readonly bucket: Bucket;

  /** @param oldVersionsKept how long after they were current. @default for ever */
  constructor(scope: Construct, id: string, oldVersionsKept?: Duration) {
    super(scope, id);
    this.bucket = new Bucket(this, "Bucket", {
      // A verdict speaks about exactly the bytes that were scanned only where versions are kept.
      versioned: true,
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: [
        // What an uploader left behind half-way is no object, and is paid for.
        { abortIncompleteMultipartUploadAfter: Duration.days(7) },
        ...(oldVersionsKept ? [withoutOld(oldVersionsKept)] : []),
      ],
    });
  }

  /** Every upload and deletion of a key that passes the filter becomes a message. */
  notify(scope: Construct, queue: IQueue, filter: KeyFilter): void {
    const bucket = this.#seenFrom(scope);
    const destination = new SqsDestination(queue);
    for (const keys of notificationFilters(filter, EVENTS.length)) {
      for (const event of EVENTS) bucket.addEventNotification(event, destination, ...keys);
    }
  }

  /** Notifications belong to the queue's stack, or this bucket's stack would depend on that one. */
  #seenFrom(scope: Construct): AnyBucket {
    if (Stack.of(scope) === Stack.of(this)) return this.bucket;
    const { bucketArn, bucketName } = this.bucket;
    return Bucket.fromBucketAttributes(scope, "Bucket", { bucketArn, bucketName });
  }
}

/** Of what was deleted, the last trace goes too. */
function withoutOld(noncurrentVersionExpiration: Duration): LifecycleRule {
  return { noncurrentVersionExpiration, expiredObjectDeleteMarker: true };
}

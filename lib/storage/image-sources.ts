import { Rule } from "aws-cdk-lib/aws-events";
import { SqsQueue } from "aws-cdk-lib/aws-events-targets";
import { Grant, type IGrantable } from "aws-cdk-lib/aws-iam";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import type { KeyFilter } from "../../core/settings/key-filter.ts";
import type { ImageBucket } from "./image-bucket.ts";
import { keyPatterns } from "./object-filter.ts";
import type { AnyBucket } from "./owned-or-imported.ts";

/** A bucket that exists already, and what of it is scanned. */
export interface ImageSource extends KeyFilter {
  /** Imported with its `encryptionKey` when it has one of KMS. */
  readonly bucket: AnyBucket;
}

export interface ImageSourcesProps {
  /** The scanner's own bucket, or else at least one that exists already. */
  readonly own?: ImageBucket;
  readonly existing?: readonly ImageSource[];
  /** Which keys of the own bucket are scanned. @default all */
  readonly filter?: KeyFilter;
}

/** Where uploads are told of, and what of that could not be delivered. */
interface ScanQueue {
  readonly queue: IQueue;
  readonly deadLetters: IQueue;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventBridge.html */
const DETAIL_TYPES = ["Object Created", "Object Deleted"];

/**
 * Where images come from. Its own bucket tells the scan queue directly. Of a bucket that exists
 * already, EventBridge tells it: whatever notifications that bucket has stay as they are.
 */
export class ImageSources extends Construct {
  /** Undefined when the images come from buckets that exist already. */
  readonly own: ImageBucket | undefined;
  readonly buckets: readonly AnyBucket[];
  /** Which keys of the bucket in the same place are scanned. */
  readonly filters: readonly KeyFilter[];
  readonly rules: readonly Rule[];

  constructor(scope: Construct, id: string, scans: ScanQueue, props: ImageSourcesProps) {
    super(scope, id);
    const { own, existing = [], filter } = props;
    if (own === undefined && filter !== undefined) {
      throw new Error(
        "filter is for the scanner's own bucket: give each existing source its prefixes and suffixes",
      );
    }
    this.own = own;
    own?.notify(this, scans.queue, filter ?? {});
    this.buckets = this.own ? [this.own.bucket] : existing.map(({ bucket }) => bucket);
    this.filters = own ? [filter ?? {}] : existing.map(({ bucket: _, ...keys }) => keys);
    this.rules = existing.map((source, index) => this.#rule(source, index, scans));
  }

  /** GET, and HEAD by the same right. Without the right to list, what is missing is 403. */
  grantRead(grantee: IGrantable): Grant {
    const grants = this.buckets.map((bucket) => grantRead(bucket, grantee));
    return grants.reduce((all, one) => all.combine(one));
  }

  /** To read the tags of a version and write them again. */
  grantTag(grantee: IGrantable): Grant {
    const actions = ["s3:GetObjectVersionTagging", "s3:PutObjectVersionTagging"];
    const resourceArns = this.buckets.map((bucket) => bucket.arnForObjects("*"));
    return Grant.addToPrincipal({ grantee, actions, resourceArns });
  }

  /** To take away what is under a key, on a condition; no version is ever destroyed by that. */
  grantHide(grantee: IGrantable): Grant {
    const resourceArns = this.buckets.map((bucket) => bucket.arnForObjects("*"));
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-delete-enforce.html
    const conditions = { Null: { "s3:if-match": "false" } };
    return Grant.addToPrincipal({
      grantee,
      actions: ["s3:DeleteObject"],
      resourceArns,
      conditions,
    });
  }

  #rule({ bucket, ...filter }: ImageSource, index: number, scans: ScanQueue): Rule {
    bucket.enableEventBridgeNotification();
    const key = keyPatterns(filter);
    return new Rule(this, `Events${index}`, {
      description: `Uploads and deletions in ${bucket.bucketName}`,
      eventPattern: {
        source: ["aws.s3"],
        detailType: DETAIL_TYPES,
        detail: { bucket: { name: [bucket.bucketName] }, ...(key && { object: { key } }) },
      },
      // What cannot be delivered within a day ends as any message that was given up: as a verdict.
      targets: [new SqsQueue(scans.queue, { deadLetterQueue: scans.deadLetters })],
    });
  }
}

function grantRead(bucket: AnyBucket, grantee: IGrantable): Grant {
  bucket.encryptionKey?.grantDecrypt(grantee);
  const list = ["s3:ListBucket"];
  const read = ["s3:GetObject", "s3:GetObjectVersion"];
  return Grant.addToPrincipal({
    grantee,
    actions: list,
    resourceArns: [bucket.bucketArn],
  }).combine(
    Grant.addToPrincipal({ grantee, actions: read, resourceArns: [bucket.arnForObjects("*")] }),
  );
}

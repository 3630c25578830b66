import { Names } from "aws-cdk-lib";
import { EventBus, Rule } from "aws-cdk-lib/aws-events";
import { SqsQueue } from "aws-cdk-lib/aws-events-targets";
import { AccountPrincipal, Grant, type IGrantable, PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import type { KeyFilter } from "../../core/settings/key-filter.ts";
import type { ImageBucket } from "./image-bucket.ts";
import { checkPatternLength, keyPatterns } from "./object-filter.ts";
import type { AnyBucket } from "./owned-or-imported.ts";

/** A bucket that exists already, and what of it is scanned. */
export interface ImageSource extends KeyFilter {
  /** Imported with its `encryptionKey` when it has one of KMS. */
  readonly bucket: AnyBucket;
  /**
   * Twelve digits, where the bucket is another account's. Nothing about such a bucket is changed from
   * here: that account grants what is needed, and sends its events. docs/accounts.md says how.
   * @default the scanner's own
   */
  readonly account?: string;
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

/** What is done with images: what another account grants, and what roles here may do, is the same list. */
export const IMAGE_ACTIONS = {
  /** Without the right to list, what is missing is 403. */
  list: ["s3:ListBucket"],
  /** GET, and HEAD by the same right. */
  read: ["s3:GetObject", "s3:GetObjectVersion"],
  /** To take away what is under a key. Where versions are kept, none is destroyed by it. */
  hide: ["s3:DeleteObject"],
  /** To read the tags of a version and write them again. */
  tag: ["s3:GetObjectVersionTagging", "s3:PutObjectVersionTagging"],
} as const;

/** What S3 tells of in this bucket, as a pattern of EventBridge. */
export function uploadPattern({ bucketName }: AnyBucket, filter: KeyFilter) {
  const key = keyPatterns(filter);
  return {
    source: ["aws.s3"],
    detailType: DETAIL_TYPES,
    detail: { bucket: { name: [bucketName] }, ...(key && { object: { key } }) },
  };
}

/**
 * Where images come from. Its own bucket tells the scan queue directly. Of a bucket that exists
 * already, EventBridge tells it: whatever notifications that bucket has stay as they are. Events of
 * another account come over a bus of the scanner's own, which takes them from nobody else.
 */
export class ImageSources extends Construct {
  /** Undefined when the images come from buckets that exist already. */
  readonly own: ImageBucket | undefined;
  readonly buckets: readonly AnyBucket[];
  /** Which keys of the bucket in the same place are scanned. */
  readonly filters: readonly KeyFilter[];
  readonly rules: readonly Rule[];
  /** Takes the events of other accounts. Undefined when no source is another account's. */
  readonly bus: EventBus | undefined;
  readonly busName: string;
  /** Whose the bucket in the same place is; undefined where it is the scanner's own account's. */
  readonly #accounts: readonly (string | undefined)[];
  readonly #existing: readonly ImageSource[];

  constructor(scope: Construct, id: string, scans: ScanQueue, props: ImageSourcesProps) {
    super(scope, id);
    const { own, existing = [], filter } = props;
    if (own === undefined && filter !== undefined) {
      throw new Error(
        "filter is for the scanner's own bucket: give each existing source its prefixes and suffixes",
      );
    }
    this.own = own;
    this.#existing = existing;
    // Said in full, so that what another account grants can be written before it is deployed.
    this.busName = Names.uniqueResourceName(this, { maxLength: 200 });
    own?.notify(this, scans.queue, filter ?? {});
    this.buckets = this.own ? [this.own.bucket] : existing.map(({ bucket }) => bucket);
    this.#accounts = this.buckets.map((_, index) => existing[index]?.account);
    this.filters = own
      ? [filter ?? {}]
      : existing.map(({ bucket: _, account: __, ...keys }) => keys);
    this.bus = this.#busFor(new Set(this.#accounts));
    this.rules = existing.map((source, index) => this.#rule(source, index, scans));
  }

  /** Buckets of that other account. */
  sourcesOf(account: string): readonly ImageSource[] {
    return this.#existing.filter((source) => source.account === account);
  }

  grantRead(grantee: IGrantable): void {
    for (const bucket of this.buckets) bucket.encryptionKey?.grantDecrypt(grantee);
    this.#grant(grantee, IMAGE_ACTIONS.list, ({ bucketArn }) => bucketArn);
    this.#grantObjects(grantee, IMAGE_ACTIONS.read);
  }

  grantTag(grantee: IGrantable): void {
    this.#grantObjects(grantee, IMAGE_ACTIONS.tag);
  }

  /** On a condition alone: never what was uploaded since. */
  grantHide(grantee: IGrantable): void {
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-delete-enforce.html
    this.#grantObjects(grantee, IMAGE_ACTIONS.hide, { Null: { "s3:if-match": "false" } });
  }

  #grantObjects(grantee: IGrantable, actions: readonly string[], conditions: Conditions = {}) {
    this.#grant(grantee, actions, (bucket) => bucket.arnForObjects("*"), conditions);
  }

  /** Of another account's bucket only as long as it is that account's: its name may change hands. */
  #grant(
    grantee: IGrantable,
    actions: readonly string[],
    arnOf: (bucket: AnyBucket) => string,
    conditions: Conditions = {},
  ): void {
    for (const account of new Set(this.#accounts)) {
      const theirs = this.buckets.filter((_, index) => this.#accounts[index] === account);
      const isTheirs = account && { StringEquals: { "aws:ResourceAccount": account } };
      Grant.addToPrincipal({
        grantee,
        actions: [...actions],
        resourceArns: theirs.map(arnOf),
        conditions: { ...conditions, ...isTheirs },
      });
    }
  }

  #busFor(owners: ReadonlySet<string | undefined>): EventBus | undefined {
    const accounts = [...owners].filter((account) => account !== undefined);
    if (accounts.length === 0) return undefined;
    const bus = new EventBus(this, "Bus", {
      eventBusName: this.busName,
      description: "Uploads and deletions in buckets of other accounts",
    });
    for (const account of accounts) {
      bus.addToResourcePolicy(
        new PolicyStatement({
          sid: `From${account}`,
          principals: [new AccountPrincipal(account)],
          actions: ["events:PutEvents"],
          resources: [bus.eventBusArn],
        }),
      );
    }
    return bus;
  }

  #rule({ bucket, account, ...filter }: ImageSource, index: number, scans: ScanQueue): Rule {
    if (account === undefined) bucket.enableEventBridgeNotification();
    const isTheirs = account !== undefined && this.bus !== undefined;
    const eventPattern = {
      ...uploadPattern(bucket, filter),
      ...(isTheirs && { account: [account] }),
    };
    const { detailType, ...pattern } = eventPattern;
    checkPatternLength({ ...pattern, "detail-type": detailType }, filter);
    return new Rule(this, `Events${index}`, {
      description: `Uploads and deletions in ${bucket.bucketName}`,
      eventPattern,
      ...(isTheirs && { eventBus: this.bus }),
      // What cannot be delivered within a day ends as any message that was given up: as a verdict.
      targets: [new SqsQueue(scans.queue, { deadLetterQueue: scans.deadLetters })],
    });
  }
}

type Conditions = Readonly<Record<string, Readonly<Record<string, string>>>>;

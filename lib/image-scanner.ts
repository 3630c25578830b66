import type { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";
import type { Announced } from "../core/contracts/verdict-event.ts";
import type { Tagging, VerdictTagValue } from "../core/contracts/verdict-tag.ts";
import { acceptFindings } from "./accepted-findings.ts";
import { denyUnlessAuthentic } from "./deny-unless-authentic.ts";
import { type ImageSource, ImageSources } from "./image-sources.ts";
import type { KeyFilter } from "./key-filter.ts";
import { MaskBucket } from "./mask-bucket.ts";
import { Operations } from "./operations.ts";
import type { AnyBucket, AnyTable } from "./owned-or-imported.ts";
import { ParkDeadLetter } from "./park-dead-letter.ts";
import { QueryApi } from "./query-api.ts";
import { RecordVerdict } from "./record-verdict.ts";
import { ScanImage } from "./scan-image.ts";
import { VerdictTable } from "./verdict-table.ts";
import { WorkQueue } from "./work-queue.ts";

export interface ImageScannerProps {
  /** Buckets that exist already, their notifications left as they are. @default one of its own */
  readonly sources?: readonly ImageSource[];
  /** Which keys of the own bucket are scanned. Not together with `sources`. @default all */
  readonly filter?: KeyFilter;
  /** Where masks are written, under `masks/`. @default one of its own */
  readonly existingMaskBucket?: AnyBucket;
  /** With the keys `object` and `version`, and the list index. @default one of its own */
  readonly existingVerdictTable?: AnyTable;
  /**
   * Of which verdicts an event on the account's default bus tells: source `fasa.scanner`, detail-type
   * `Verdict`, the verdict as its detail. @default "flagged"
   */
  readonly events?: Announced;
  /**
   * `verdict`: every version of an object is tagged with its verdict, `fasa-verdict` = `manipulated`,
   * `authentic`, `failed` or `skipped`. Objects of a bucket without versions stay untagged.
   * @default "none"
   */
  readonly tags?: Tagging;
  /** Told of every alarm and of its end. @default nobody; the alarms are there all the same */
  readonly alarmTopic?: ITopic;
}

/** Deliveries before a message is given up, on both queues: enough for a restart and a bad minute. */
const MAX_DELIVERIES = 4;

/**
 * A verdict and a mask for every image in a bucket: upload → scan queue → scan → result queue →
 * verdict and mask → query. Both queues' dead letters become verdicts too.
 *
 * `new ImageScanner(this, "Scanner")` makes everything it needs.
 *
 * @throws Error when masks would be written into a bucket that is scanned.
 */
export class ImageScanner extends Construct {
  readonly images: ImageSources;
  readonly masks: MaskBucket;
  readonly verdicts: VerdictTable;
  readonly scans: WorkQueue;
  readonly results: WorkQueue;
  readonly scanImage: ScanImage;
  readonly recordVerdict: RecordVerdict;
  readonly parkDeadLetter: ParkDeadLetter;
  readonly query: QueryApi;
  readonly operations: Operations;
  readonly #tags: boolean;

  constructor(scope: Construct, id: string, props: ImageScannerProps = {}) {
    super(scope, id);
    this.#tags = props.tags === "verdict";
    const maxDeliveries = MAX_DELIVERIES;
    this.masks = new MaskBucket(this, "Masks", props.existingMaskBucket);
    this.verdicts = new VerdictTable(this, "Verdicts", props.existingVerdictTable);
    this.scans = new WorkQueue(this, "Scans", {
      visibilityTimeout: ScanImage.VISIBILITY_TIMEOUT,
      maxDeliveries,
    });
    this.results = new WorkQueue(this, "Results", {
      visibilityTimeout: RecordVerdict.VISIBILITY_TIMEOUT,
      maxDeliveries,
    });
    this.images = new ImageSources(this, "Images", this.scans.queue, {
      ...(props.sources && { existing: props.sources }),
      ...(props.filter && { filter: props.filter }),
    });
    this.#refuseRecursion();

    const { images, masks, verdicts, scans, results } = this;
    this.scanImage = new ScanImage(this, "ScanImage", {
      scans,
      results,
      images,
      masks,
      maxDeliveries,
    });
    this.recordVerdict = new RecordVerdict(this, "RecordVerdict", {
      results: results.queue,
      verdicts,
      masks,
      events: props.events ?? "flagged",
      ...(props.tags === "verdict" && { tagged: images }),
    });
    this.parkDeadLetter = new ParkDeadLetter(this, "ParkDeadLetter", {
      deadLetters: [scans.deadLetters, results.deadLetters],
      maxDeliveries,
      verdicts,
      images,
    });
    this.query = new QueryApi(this, "QueryApi", { scans, verdicts, images, masks });
    this.operations = new Operations(this, "Operations", {
      scans,
      results,
      ...(props.alarmTopic && { alarmTopic: props.alarmTopic }),
    });
    acceptFindings(this, { images, masks });
  }

  /**
   * Lets only what was found authentic be read; see `denyUnlessAuthentic`. Needs `tags: "verdict"`.
   *
   * @returns the statements. They are in the policy of the scanner's own bucket already; a bucket
   * that exists already has a policy of its own, and takes them by hand.
   */
  denyUnlessAuthentic(alsoAllow: readonly VerdictTagValue[] = []): PolicyStatement[] {
    if (!this.#tags) {
      throw new Error(
        'denyUnlessAuthentic needs tags: "verdict"; without tags nothing is readable',
      );
    }
    const { scanImage, recordVerdict, parkDeadLetter, query } = this;
    const functions = [scanImage, parkDeadLetter, query.queryVerdict, query.requestScan];
    const readers = functions.map(({ handler }) => handler.executionRole);
    const tagger = recordVerdict.handler.executionRole;
    const statements = this.images.buckets.flatMap((bucket) =>
      denyUnlessAuthentic({ bucket, readers, tagger, alsoAllow }),
    );
    const own = this.images.own?.bucket;
    for (const statement of statements) own?.addToResourcePolicy(statement);
    return statements;
  }

  /** A mask that is scanned makes a mask that is scanned. */
  #refuseRecursion(): void {
    const { bucketName } = this.masks.bucket;
    if (!this.images.buckets.some((bucket) => bucket.bucketName === bucketName)) return;
    throw new Error(
      "existingMaskBucket is also a source: every mask would be scanned in turn. " +
        "Give masks a bucket of their own, or leave existingMaskBucket out.",
    );
  }
}

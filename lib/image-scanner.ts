import { type Duration, Names, Stack } from "aws-cdk-lib";
import { Grant, type IGrantable, type IRole, type PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";
import type { KeyFilter } from "../core/settings/key-filter.ts";
import type { Announced } from "../core/settings/verdict-event.ts";
import type { Tagging, VerdictTagValue } from "../core/settings/verdict-tag.ts";
import type { AttachedCompute, Compute } from "./compute/compute.ts";
import { lambdaCpu } from "./compute/lambda-cpu.ts";
import { Canary, type CanaryOptions } from "./functions/canary-function.ts";
import { type FollowUpOptions, type FollowUps, followUps } from "./functions/follow-ups.ts";
import { ParkDeadLetter } from "./functions/park-dead-letter-function.ts";
import { QueryApi } from "./functions/query-api.ts";
import { RecordVerdict } from "./functions/record-verdict-function.ts";
import { Model } from "./model/model.ts";
import { Operations } from "./operations/operations.ts";
import { ScannerMetrics } from "./operations/scanner-metrics.ts";
import { acceptFindings } from "./storage/accepted-findings.ts";
import { denyUnlessAuthentic } from "./storage/deny-unless-authentic.ts";
import { type ImageSource, ImageSources, type ImageSourcesProps } from "./storage/image-sources.ts";
import type { MaskBucket } from "./storage/mask-bucket.ts";
import type { AnyBucket, AnyTable } from "./storage/owned-or-imported.ts";
import type { ScannerStorage } from "./storage/scanner-storage.ts";
import { storageFor } from "./storage/scanner-storage.ts";
import { sourceAccountTemplate, type Template } from "./storage/source-account.ts";
import type { VerdictTable } from "./storage/verdict-table.ts";
import { WorkQueue } from "./storage/work-queue.ts";
import { VerdictTopic } from "./verdict-topic.ts";

export interface ImageScannerProps extends FollowUpOptions {
  /** What runs the model: `lambdaCpu()`, `ecsGpu(…)` or `sageMaker(…)`. @default lambdaCpu() */
  readonly compute?: Compute;
  /** Where compute's resources are made that no other part needs. @default this construct */
  readonly computeScope?: Construct;
  /** @default Model.shipped(), the compact model */
  readonly model?: Model;
  /** Images, masks and verdicts, made elsewhere, such as in a stack of their own. @default made here */
  readonly storage?: ScannerStorage;
  /** Buckets that exist already, their notifications left as they are. @default one of its own */
  readonly sources?: readonly ImageSource[];
  /** Which keys of the own bucket are scanned. Not together with `sources`. @default all */
  readonly filter?: KeyFilter;
  /** Where masks are written, under `masks/`. Not together with `storage`. @default one of its own */
  readonly existingMaskBucket?: AnyBucket;
  /** Of images of the own bucket that were overwritten or deleted. Not together with `storage`. @default for ever */
  readonly oldVersionsKept?: Duration;
  /** With the keys `object` and `version`, and the list index. @default one of its own */
  readonly existingVerdictTable?: AnyTable;
  /**
   * Of which verdicts an event on the account's default bus tells: source `fasa.scanner`, detail-type
   * `Verdict`, the verdict as its detail. @default "flagged"
   */
  readonly events?: Announced;
  /** Gets every verdict that an event tells of, the event as the message. @default none */
  readonly verdictTopic?: ITopic;
  /**
   * `verdict`: every version of an object is tagged with its verdict, `fasa-verdict` = `manipulated`,
   * `authentic`, `failed` or `skipped`. Objects of a bucket without versions stay untagged.
   * @default "none"
   */
  readonly tags?: Tagging;
  /** Scans a known manipulated image again and again, and raises an alarm when it is not found. @default none */
  readonly canary?: CanaryOptions;
  /** Told of every alarm and of its end. @default nobody; the alarms are there all the same */
  readonly alarmTopic?: ITopic;
}

/** Deliveries before a job is given up: enough for a restart and a bad minute. */
const MAX_DELIVERIES = 4;
/** A result hurts nobody, and was paid for: an account whose functions are throttled must not lose it. */
const RESULT_DELIVERIES = 10;

/**
 * A verdict and a mask for every image in a bucket: upload → scan queue → scan → result queue →
 * verdict and mask → query. All queues' dead letters become verdicts too.
 *
 * `new ImageScanner(this, "Scanner")` makes everything it needs.
 *
 * @throws Error when masks would be written into a bucket that is scanned, and for props of which one
 * says what the other says already.
 */
export class ImageScanner extends Construct {
  /** Value of the only dimension of its metrics. */
  readonly scanner: string;
  readonly images: ImageSources;
  readonly masks: MaskBucket;
  readonly verdicts: VerdictTable;
  readonly scans: WorkQueue;
  /** For the jobs of operators, which leave uploads their turn. Shares the dead letters of `scans`. */
  readonly backfill: WorkQueue;
  readonly results: WorkQueue;
  readonly compute: AttachedCompute;
  readonly recordVerdict: RecordVerdict;
  readonly parkDeadLetter: ParkDeadLetter;
  readonly query: QueryApi;
  readonly operations: Operations;
  /** What is done about manipulated images. */
  readonly followUps: FollowUps;
  readonly canary: Canary | undefined;
  readonly #tags: boolean;

  constructor(scope: Construct, id: string, props: ImageScannerProps = {}) {
    super(scope, id);
    this.scanner = Names.uniqueResourceName(this, { maxLength: 64 });
    this.#tags = props.tags === "verdict";
    const maxDeliveries = MAX_DELIVERIES;
    const compute = props.compute ?? lambdaCpu();
    const storage = storageFor(this, props);
    this.masks = storage.masks;
    this.verdicts = storage.verdicts;
    const { visibilityTimeout } = compute;
    this.scans = new WorkQueue(this, "Scans", { visibilityTimeout, maxDeliveries });
    this.backfill = new WorkQueue(this, "Backfill", {
      visibilityTimeout,
      maxDeliveries,
      deadLetters: this.scans.deadLetters,
    });
    this.results = new WorkQueue(this, "Results", {
      visibilityTimeout: RecordVerdict.VISIBILITY_TIMEOUT,
      maxDeliveries: RESULT_DELIVERIES,
    });
    this.images = new ImageSources(this, "Images", this.scans, sourcesOf(storage, props));
    this.#refuseRecursion();

    const { scanner, images, masks, verdicts, scans, backfill, results } = this;
    const alarmTopic = props.alarmTopic && { alarmTopic: props.alarmTopic };
    this.compute = compute.attach(
      { pipeline: this, compute: props.computeScope ?? this },
      {
        scanner,
        scans,
        backfill,
        results,
        images,
        masks,
        maxDeliveries,
        model: props.model ?? Model.shipped(),
        ...alarmTopic,
      },
    );
    const events = props.events ?? "flagged";
    if (props.verdictTopic) {
      new VerdictTopic(this, "VerdictTopic", {
        topic: props.verdictTopic,
        events,
        images,
        ...alarmTopic,
      });
    }
    const exchange = this.compute.exchange && { exchange: this.compute.exchange };
    this.recordVerdict = new RecordVerdict(this, "RecordVerdict", {
      scanner,
      results: results.queue,
      verdicts,
      masks,
      events,
      maxConcurrency: compute.recorders,
      ...(props.tags === "verdict" && { tagged: images }),
      ...exchange,
    });
    this.parkDeadLetter = new ParkDeadLetter(this, "ParkDeadLetter", {
      scanner,
      deadLetters: [scans.deadLetters, results.deadLetters],
      maxDeliveries,
      resultDeliveries: RESULT_DELIVERIES,
      verdicts,
      images,
      events,
      ...exchange,
    });
    this.query = new QueryApi(this, "QueryApi", { scanner, scans, verdicts, images, masks });
    this.canary =
      props.canary &&
      new Canary(this, "Canary", { ...props.canary, scanner, images, verdicts, ...alarmTopic });
    const leftOut = this.canary?.folder;
    const following = { scanner, events, images, verdicts, leftOut, ...alarmTopic };
    this.followUps = followUps(this, props, following);
    const metrics = new ScannerMetrics(scanner);
    this.operations = new Operations(this, "Operations", {
      scans,
      backfill,
      results,
      metrics,
      rules: images.rules,
      verdicts,
      consumers: [
        ...this.compute.consumers,
        this.recordVerdict.handler,
        this.parkDeadLetter.handler,
      ],
      apiErrors: this.query.errors,
      ...alarmTopic,
    });
    acceptFindings(this, { images, masks });
    this.compute.exchange?.acceptFindings(this);
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
    const own = this.images.own?.bucket;
    if (own !== undefined && Stack.of(own) !== Stack.of(this)) {
      throw new Error(
        "denyUnlessAuthentic: the image bucket lies in another stack, whose policy cannot name the roles " +
          "of this one. Leave storage out, or give the scanner's stack a storage of its own.",
      );
    }
    const { parkDeadLetter, query, compute, followUps } = this;
    const { quarantine } = followUps;
    const functions = [
      parkDeadLetter,
      query.queryVerdict,
      query.requestScan,
      ...(quarantine ? [quarantine] : []),
    ];
    const readers: IRole[] = functions.map(({ handler }) => handler.executionRole);
    const tagger = this.recordVerdict.handler.executionRole;
    const statements = this.images.buckets.flatMap((bucket) =>
      denyUnlessAuthentic({
        bucket,
        readers: [...compute.readers, ...readers],
        tagger,
        alsoAllow,
      }),
    );
    for (const statement of statements) own?.addToResourcePolicy(statement);
    return statements;
  }

  /**
   * What a person may do who looks at verdicts with the page: ask the API for verdicts and new scans, see photographs
   * and masks, keep reviews. In another account than the images that account must allow the reading, too.
   */
  grantReview(grantee: IGrantable): void {
    const resourceArns = [this.query.api.arnForExecuteApi()];
    Grant.addToPrincipal({ grantee, actions: ["execute-api:Invoke"], resourceArns });
    this.images.grantRead(grantee);
    this.masks.grantRead(grantee);
    this.masks.grantReview(grantee);
  }

  /** What the owner of the sources in another account deploys, with the statements to grant; docs/accounts.md. */
  sourceAccountTemplate(account: string): Template {
    const { images, compute, followUps } = this;
    const readers = [this, ...compute.readers];
    return sourceAccountTemplate({
      sources: images.sourcesOf(account),
      busName: images.busName,
      stackNames: [...new Set(readers.map((reader) => Stack.of(reader).stackName))],
      isMoving: followUps.quarantine?.action === "move",
      isTagging: this.#tags,
    });
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

function sourcesOf(
  { images }: Pick<ScannerStorage, "images">,
  { sources, filter }: ImageScannerProps,
): ImageSourcesProps {
  return {
    ...(images && { own: images }),
    ...(sources && { existing: sources }),
    ...(filter && { filter }),
  };
}

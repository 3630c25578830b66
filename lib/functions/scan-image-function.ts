import { Duration } from "aws-cdk-lib";
import { SqsEventSource } from "aws-cdk-lib/aws-lambda-event-sources";
import { Construct } from "constructs";
import type { ScanImageEnv } from "../../lambdas/scan-image/env.ts";
import { BundledFunction } from "../assets/bundled-function.ts";
import { NATIVE_PACKAGES } from "../assets/native-packages.ts";
import { MODEL_FOLDER, Model } from "../model/model.ts";
import type { ImageSources } from "../storage/image-sources.ts";
import type { MaskBucket } from "../storage/mask-bucket.ts";
import { LEAST_CONCURRENCY, type WorkQueue } from "../storage/work-queue.ts";

export interface ScanImageProps {
  readonly scanner: string;
  readonly scans: WorkQueue;
  readonly backfill: WorkQueue;
  readonly results: WorkQueue;
  readonly images: ImageSources;
  readonly masks: MaskBucket;
  /** At most 200 MB. @default the compact model that comes with the source */
  readonly model?: Model;
  /** Deliveries after which both queues give a job up. */
  readonly maxDeliveries: number;
  /** Uploads at once. */
  readonly maxConcurrency: number;
  readonly memoryMb: number;
}

/** The slowest image that the limits let through, with a cold start before it. */
const TIMEOUT = Duration.minutes(2);
/** Leaves the function time to say so. */
const SCAN_TIMEOUT = Duration.seconds(100);
/** Leaves room for the native packages in the 250 MB of a function. */
const MAX_MODEL_BYTES = 200_000_000;

/**
 * Jobs → results without a GPU: the model in a function, at no cost while nothing comes.
 *
 * @throws Error when the model is too large for a function.
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export class ScanImage extends Construct {
  /** What AWS advises for a queue that feeds a function: six times its timeout. */
  static readonly VISIBILITY_TIMEOUT = Duration.seconds(6 * TIMEOUT.toSeconds());
  readonly handler: BundledFunction;

  constructor(scope: Construct, id: string, props: ScanImageProps) {
    super(scope, id);
    const {
      scanner,
      scans,
      backfill,
      results,
      images,
      masks,
      model = Model.shipped(),
      maxDeliveries,
    } = props;
    refuseLarge(model);
    refuseFew(props.maxConcurrency);
    this.handler = new BundledFunction(this, "Function", {
      name: "scan-image",
      native: NATIVE_PACKAGES,
      files: { [MODEL_FOLDER]: model.files },
      timeout: TIMEOUT,
      memoryMb: props.memoryMb,
      environment: {
        SCANNER: scanner,
        RESULT_QUEUE_URL: results.queue.queueUrl,
        MASK_BUCKET: masks.bucket.bucketName,
        MAX_DELIVERIES: String(maxDeliveries),
        SCAN_TIMEOUT_SECONDS: String(SCAN_TIMEOUT.toSeconds()),
        ...model.environment(),
      } satisfies ScanImageEnv,
    });
    model.grantRead(this.handler);
    images.grantRead(this.handler);
    results.grantSend(this.handler);
    this.#consume(scans, props.maxConcurrency);
    // Uploads have the rest, however much a backfill brings.
    this.#consume(backfill, LEAST_CONCURRENCY);
  }

  #consume({ queue }: WorkQueue, maxConcurrency: number): void {
    this.handler.addEventSource(
      new SqsEventSource(queue, {
        // A job that runs out of time or memory takes no other with it.
        batchSize: 1,
        maxConcurrency,
        reportBatchItemFailures: true,
      }),
    );
  }
}

function refuseLarge({ sizeBytes }: Model): void {
  if (sizeBytes <= MAX_MODEL_BYTES) return;
  throw new Error(
    `the model has ${sizeBytes} bytes, a function takes ${MAX_MODEL_BYTES}. ` +
      "Choose ecsGpu or sageMaker as compute, or a smaller model.",
  );
}

function refuseFew(maxConcurrency: number): void {
  if (maxConcurrency >= LEAST_CONCURRENCY) return;
  throw new Error(
    `maxConcurrency: expected at least ${LEAST_CONCURRENCY}, the least that SQS allows, received ${maxConcurrency}`,
  );
}

import { join } from "node:path";
import { Duration } from "aws-cdk-lib";
import { SqsEventSource } from "aws-cdk-lib/aws-lambda-event-sources";
import { Construct } from "constructs";
import type { ScanImageEnv } from "../lambdas/scan-image/env.ts";
import { bundleThread, copyInto } from "./asset-commands.ts";
import { BundledFunction } from "./bundled-function.ts";
import type { ImageSources } from "./image-sources.ts";
import type { MaskBucket } from "./mask-bucket.ts";
import { shippedModelFiles } from "./shipped-model.ts";
import type { WorkQueue } from "./work-queue.ts";

export interface ScanImageProps {
  readonly scans: WorkQueue;
  readonly results: WorkQueue;
  readonly images: ImageSources;
  readonly masks: MaskBucket;
  /** Deliveries after which the scan queue gives a job up. */
  readonly maxDeliveries: number;
}

/** The slowest image that the limits let through, with a cold start before it. */
const TIMEOUT = Duration.minutes(2);
/** Leaves the function time to say so. */
const SCAN_TIMEOUT = Duration.seconds(100);
/** The most that a new account may ask for: 1.7 processors. */
const MEMORY_MB = 3008;
/** Below the ten executions at once of a new account, which all functions share. */
const MAX_CONCURRENCY = 8;
const MODEL_FOLDER = "model";
const INFERENCE_THREAD = "adapters/onnx/inference-worker.ts";

/** Jobs → results without a GPU: the compact model in a function, at no cost while nothing comes. */
export class ScanImage extends Construct {
  /** What AWS advises for a queue that feeds a function: six times its timeout. */
  static readonly VISIBILITY_TIMEOUT = Duration.seconds(6 * TIMEOUT.toSeconds());
  readonly handler: BundledFunction;

  constructor(scope: Construct, id: string, props: ScanImageProps) {
    super(scope, id);
    const { scans, results, images, masks, maxDeliveries } = props;
    this.handler = new BundledFunction(this, "Function", {
      name: "scan-image",
      native: ["sharp", "onnxruntime-node"],
      assetCommands: (outputDir) => [
        ...copyInto(join(outputDir, MODEL_FOLDER), ...shippedModelFiles()),
        bundleThread(INFERENCE_THREAD, join(outputDir, "inference-worker.mjs"), [
          "onnxruntime-node",
        ]),
      ],
      timeout: TIMEOUT,
      memoryMb: MEMORY_MB,
      environment: {
        RESULT_QUEUE_URL: results.queue.queueUrl,
        MASK_BUCKET: masks.bucket.bucketName,
        MAX_DELIVERIES: String(maxDeliveries),
        SCAN_TIMEOUT_SECONDS: String(SCAN_TIMEOUT.toSeconds()),
        MODEL_DIRECTORY: MODEL_FOLDER,
      } satisfies ScanImageEnv,
    });
    images.grantRead(this.handler);
    results.grantSend(this.handler);
    this.handler.addEventSource(
      new SqsEventSource(scans.queue, {
        // A job that runs out of time or memory takes no other with it.
        batchSize: 1,
        maxConcurrency: MAX_CONCURRENCY,
        reportBatchItemFailures: true,
      }),
    );
  }
}

import type { Duration } from "aws-cdk-lib";
import type { IRole } from "aws-cdk-lib/aws-iam";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import type { Construct } from "constructs";
import type { Model } from "../model/model.ts";
import type { Exchange } from "../storage/exchange.ts";
import type { ImageSources } from "../storage/image-sources.ts";
import type { MaskBucket } from "../storage/mask-bucket.ts";
import type { WorkQueue } from "../storage/work-queue.ts";

/** What a compute works with: the queues that it stands between, and what it may read. */
export interface ScanHop {
  readonly scans: WorkQueue;
  /** Jobs that come after those of `scans`, or beside them and few at a time. */
  readonly backfill: WorkQueue;
  readonly results: WorkQueue;
  readonly images: ImageSources;
  readonly masks: MaskBucket;
  readonly model: Model;
  /** Deliveries after which both queues give a job up. */
  readonly maxDeliveries: number;
  /** Tells this scanner's metrics from those of another. */
  readonly scanner: string;
  readonly alarmTopic?: ITopic;
}

/** Where things are made: the two may lie in different stacks, of which compute needs pipeline. */
export interface ComputeScopes {
  readonly pipeline: Construct;
  readonly compute: Construct;
}

export interface AttachedCompute {
  /** ScanImage, EcsGpu or SageMaker, with all that it made. */
  readonly construct: Construct;
  /** Roles that read images. */
  readonly readers: readonly IRole[];
  /** Functions of the pipeline's scope that take jobs from the queues. */
  readonly consumers: readonly LambdaFunction[];
  /** Where results lie that are too large for a notice, and jobs that failed. @default none */
  readonly exchange?: Exchange;
}

/** Jobs → results: the one hop that there is a choice of. The results are the same from each. */
export interface Compute {
  /** How long both queues hide a job that is being worked on. */
  readonly visibilityTimeout: Duration;
  /** Of record-verdict at once, at most: enough to keep up, and what the account's functions leave. */
  readonly recorders: number;
  attach(scopes: ComputeScopes, hop: ScanHop): AttachedCompute;
}

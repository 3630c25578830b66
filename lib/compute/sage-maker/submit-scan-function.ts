import { Duration } from "aws-cdk-lib";
import { SqsEventSource } from "aws-cdk-lib/aws-lambda-event-sources";
import { Construct } from "constructs";
import type { SubmitScanEnv } from "../../../lambdas/submit-scan/env.ts";
import { BundledFunction } from "../../assets/bundled-function.ts";
import type { Exchange } from "../../storage/exchange.ts";
import { LEAST_CONCURRENCY } from "../../storage/work-queue.ts";
import type { ScanHop } from "../compute.ts";
import type { Endpoint } from "./endpoint.ts";

export interface SubmitScanProps {
  readonly hop: ScanHop;
  readonly exchange: Exchange;
  readonly endpoint: Endpoint;
}

const TIMEOUT = Duration.seconds(30);
const BATCH_SIZE = 10;
/** The longest that SageMaker lets a job wait: one that does ends in a verdict that says so. */
const REQUEST_TTL = Duration.hours(6);
/** The slowest image that the limits let through. */
const INVOCATION_TIMEOUT = Duration.minutes(2);

/** Jobs → invocations of the endpoint, which keeps them until it has an instance. */
export class SubmitScan extends Construct {
  /** What AWS advises for a queue that feeds a function: six times its timeout. */
  static readonly VISIBILITY_TIMEOUT = Duration.seconds(6 * TIMEOUT.toSeconds());
  readonly handler: BundledFunction;

  constructor(scope: Construct, id: string, { hop, exchange, endpoint }: SubmitScanProps) {
    super(scope, id);
    const { scans, backfill, results, images, masks, scanner } = hop;
    this.handler = new BundledFunction(this, "Function", {
      name: "submit-scan",
      timeout: TIMEOUT,
      memoryMb: 512,
      environment: {
        SCANNER: scanner,
        RESULT_QUEUE_URL: results.queue.queueUrl,
        MASK_BUCKET: masks.bucket.bucketName,
        EXCHANGE_BUCKET: exchange.bucket.bucketName,
        ENDPOINT_NAME: endpoint.name,
        REQUEST_TTL_SECONDS: String(REQUEST_TTL.toSeconds()),
        INVOCATION_TIMEOUT_SECONDS: String(INVOCATION_TIMEOUT.toSeconds()),
      } satisfies SubmitScanEnv,
    });
    // A deletion asks what is current now.
    images.grantRead(this.handler);
    results.grantSend(this.handler);
    exchange.grantSubmit(this.handler);
    endpoint.grantInvoke(this.handler);
    const source = { batchSize: BATCH_SIZE, reportBatchItemFailures: true };
    this.handler.addEventSource(new SqsEventSource(scans.queue, source));
    // The endpoint takes jobs in the order in which they are handed over.
    const few = { ...source, maxConcurrency: LEAST_CONCURRENCY };
    this.handler.addEventSource(new SqsEventSource(backfill.queue, few));
  }
}

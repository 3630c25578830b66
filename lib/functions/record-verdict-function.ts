import { Duration } from "aws-cdk-lib";
import { EventBus } from "aws-cdk-lib/aws-events";
import { SqsEventSource } from "aws-cdk-lib/aws-lambda-event-sources";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { RECORD_FUNCTION_MB } from "../../core/cost/prices.ts";
import type { Announced } from "../../core/settings/verdict-event.ts";
import type { RecordVerdictEnv } from "../../lambdas/record-verdict/env.ts";
import { BundledFunction } from "../assets/bundled-function.ts";
import type { Exchange } from "../storage/exchange.ts";
import type { ImageSources } from "../storage/image-sources.ts";
import type { MaskBucket } from "../storage/mask-bucket.ts";
import type { VerdictTable } from "../storage/verdict-table.ts";

export interface RecordVerdictProps {
  readonly scanner: string;
  readonly results: IQueue;
  readonly verdicts: VerdictTable;
  readonly masks: MaskBucket;
  /** Of which verdicts an event on the default bus tells. */
  readonly events: Announced;
  /** Whose objects are tagged with their verdict. @default none */
  readonly tagged?: ImageSources;
  /** Holds what notices of SageMaker name. @default results come whole */
  readonly exchange?: Exchange;
  /** Batches at once. */
  readonly maxConcurrency: number;
}

/** Ten masks of the largest images allowed, one after the other. */
const TIMEOUT = Duration.minutes(5);
const BATCH_SIZE = 10;

/** Results → masks and verdicts. */
export class RecordVerdict extends Construct {
  /** What AWS advises for a queue that feeds a function: six times its timeout. */
  static readonly VISIBILITY_TIMEOUT = Duration.seconds(6 * TIMEOUT.toSeconds());
  readonly handler: BundledFunction;

  constructor(
    scope: Construct,
    id: string,
    {
      scanner,
      results,
      verdicts,
      masks,
      events,
      tagged,
      exchange,
      maxConcurrency,
    }: RecordVerdictProps,
  ) {
    super(scope, id);
    this.handler = new BundledFunction(this, "Function", {
      name: "record-verdict",
      native: ["sharp"],
      timeout: TIMEOUT,
      // One whole CPU: restoring and compressing a mask is all it does.
      memoryMb: RECORD_FUNCTION_MB,
      environment: {
        SCANNER: scanner,
        VERDICT_TABLE: verdicts.table.tableName,
        LISTING: verdicts.listing,
        MASK_BUCKET: masks.bucket.bucketName,
        EVENTS: events,
        TAGS: tagged === undefined ? "none" : "verdict",
        ...(exchange && { EXCHANGE_BUCKET: exchange.bucket.bucketName }),
      } satisfies RecordVerdictEnv,
    });
    verdicts.grantRecord(this.handler);
    masks.grantWrite(this.handler);
    tagged?.grantTag(this.handler);
    exchange?.grantRead(this.handler);
    if (events !== "none") {
      EventBus.fromEventBusName(this, "DefaultBus", "default").grantPutEventsTo(this.handler);
    }
    // No more are received than may run: to be throttled uses up a delivery.
    const source = { batchSize: BATCH_SIZE, maxConcurrency, reportBatchItemFailures: true };
    this.handler.addEventSource(new SqsEventSource(results, source));
  }
}

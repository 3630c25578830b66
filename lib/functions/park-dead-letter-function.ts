import { Duration } from "aws-cdk-lib";
import { EventBus } from "aws-cdk-lib/aws-events";
import { SqsEventSource } from "aws-cdk-lib/aws-lambda-event-sources";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import type { Announced } from "../../core/settings/verdict-event.ts";
import type { ParkDeadLetterEnv } from "../../lambdas/park-dead-letter/env.ts";
import { BundledFunction } from "../assets/bundled-function.ts";
import type { Exchange } from "../storage/exchange.ts";
import type { ImageSources } from "../storage/image-sources.ts";
import type { VerdictTable } from "../storage/verdict-table.ts";

export interface ParkDeadLetterProps {
  readonly scanner: string;
  readonly deadLetters: readonly IQueue[];
  /** Deliveries after which a queue gave a job up. */
  readonly maxDeliveries: number;
  /** And a result. */
  readonly resultDeliveries: number;
  readonly verdicts: VerdictTable;
  readonly images: ImageSources;
  /** Of which verdicts an event on the default bus tells. */
  readonly events: Announced;
  /** Holds the jobs that notices of SageMaker name. @default jobs come whole */
  readonly exchange?: Exchange;
}

const BATCH_SIZE = 10;

/** Dead letters → verdicts that say so. What it cannot park stays in its queue. */
export class ParkDeadLetter extends Construct {
  readonly handler: BundledFunction;

  constructor(scope: Construct, id: string, props: ParkDeadLetterProps) {
    super(scope, id);
    const { scanner, deadLetters, maxDeliveries, resultDeliveries, verdicts, images, exchange } =
      props;
    const { events } = props;
    this.handler = new BundledFunction(this, "Function", {
      name: "park-dead-letter",
      timeout: Duration.minutes(1),
      memoryMb: 256,
      environment: {
        SCANNER: scanner,
        VERDICT_TABLE: verdicts.table.tableName,
        LISTING: verdicts.listing,
        MAX_DELIVERIES: String(maxDeliveries),
        RESULT_DELIVERIES: String(resultDeliveries),
        EVENTS: events,
        ...(exchange && { EXCHANGE_BUCKET: exchange.bucket.bucketName }),
      } satisfies ParkDeadLetterEnv,
    });
    verdicts.grantRecord(this.handler);
    images.grantRead(this.handler);
    exchange?.grantReadJobs(this.handler);
    if (events !== "none") {
      EventBus.fromEventBusName(this, "DefaultBus", "default").grantPutEventsTo(this.handler);
    }
    const source = { batchSize: BATCH_SIZE, reportBatchItemFailures: true };
    for (const queue of deadLetters) {
      this.handler.addEventSource(new SqsEventSource(queue, source));
    }
  }
}

import { Duration } from "aws-cdk-lib";
import { SqsEventSource } from "aws-cdk-lib/aws-lambda-event-sources";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import type { ParkDeadLetterEnv } from "../lambdas/park-dead-letter/env.ts";
import { BundledFunction } from "./bundled-function.ts";
import type { ImageSources } from "./image-sources.ts";
import type { VerdictTable } from "./verdict-table.ts";

export interface ParkDeadLetterProps {
  readonly deadLetters: readonly IQueue[];
  /** Deliveries after which the queues gave the messages up. */
  readonly maxDeliveries: number;
  readonly verdicts: VerdictTable;
  readonly images: ImageSources;
}

const BATCH_SIZE = 10;

/** Dead letters → verdicts that say so. What it cannot park stays in its queue. */
export class ParkDeadLetter extends Construct {
  readonly handler: BundledFunction;

  constructor(scope: Construct, id: string, props: ParkDeadLetterProps) {
    super(scope, id);
    const { deadLetters, maxDeliveries, verdicts, images } = props;
    this.handler = new BundledFunction(this, "Function", {
      name: "park-dead-letter",
      timeout: Duration.minutes(1),
      memoryMb: 256,
      environment: {
        VERDICT_TABLE: verdicts.table.tableName,
        LISTING: "flagged",
        MAX_DELIVERIES: String(maxDeliveries),
      } satisfies ParkDeadLetterEnv,
    });
    verdicts.grantRecord(this.handler);
    images.grantRead(this.handler);
    const source = { batchSize: BATCH_SIZE, reportBatchItemFailures: true };
    for (const queue of deadLetters) {
      this.handler.addEventSource(new SqsEventSource(queue, source));
    }
  }
}

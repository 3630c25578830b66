import { Duration } from "aws-cdk-lib";
import { Grant, type IGrantable } from "aws-cdk-lib/aws-iam";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";

export interface WorkQueueProps {
  /** How long a message stays hidden from others after it was handed out. */
  readonly visibilityTimeout: Duration;
  /** Deliveries before a message becomes a dead letter. */
  readonly maxDeliveries: number;
  /** Those of another queue, whose messages are given up in the same way. @default its own */
  readonly deadLetters?: Queue;
}

/** A dead letter keeps its age, so these must outlive the queue they come from. */
const DEAD_LETTER_RETENTION = Duration.days(14);
const RETENTION = Duration.days(10);
/** Of the functions that one source may run at once: the least that SQS allows. */
export const LEAST_CONCURRENCY = 2;
/** And the most. https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html */
export const MOST_CONCURRENCY = 1_000;
/** How soon a dead letter is tried again that could not be parked. */
const PARK_RETRY = Duration.minutes(15);

/** Messages waiting for a worker or a function, and the dead letters that become verdicts. */
export class WorkQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, props: WorkQueueProps) {
    super(scope, id);
    // With SQS's own key: S3 may not publish to a queue under the AWS-managed KMS key.
    const secure = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true };
    this.deadLetters =
      props.deadLetters ??
      new Queue(this, "DeadLetters", {
        ...secure,
        retentionPeriod: DEAD_LETTER_RETENTION,
        visibilityTimeout: PARK_RETRY,
      });
    this.queue = new Queue(this, "Queue", {
      ...secure,
      retentionPeriod: RETENTION,
      visibilityTimeout: props.visibilityTimeout,
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: props.maxDeliveries },
    });
  }

  /** What a process needs that receives by itself; an event source mapping takes its own. */
  grantConsume(grantee: IGrantable): Grant {
    return Grant.addToPrincipal({
      grantee,
      actions: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility"],
      resourceArns: [this.queue.queueArn],
    });
  }

  grantSend(grantee: IGrantable): Grant {
    const { queueArn } = this.queue;
    return Grant.addToPrincipal({
      grantee,
      actions: ["sqs:SendMessage"],
      resourceArns: [queueArn],
    });
  }
}

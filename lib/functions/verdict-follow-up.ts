import { Duration } from "aws-cdk-lib";
import { Stats } from "aws-cdk-lib/aws-cloudwatch";
import { Rule } from "aws-cdk-lib/aws-events";
import { SqsQueue } from "aws-cdk-lib/aws-events-targets";
import { SqsEventSource } from "aws-cdk-lib/aws-lambda-event-sources";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";
import { type Announced, VERDICT_EVENT } from "../../core/settings/verdict-event.ts";
import type { BundledFunction } from "../assets/bundled-function.ts";
import type { AlarmPlan } from "../operations/alarm-plans.ts";
import { Alarms } from "../operations/alarms.ts";
import { MINUTES_5, oldestIn } from "../operations/scanner-metrics.ts";
import type { ImageSources } from "../storage/image-sources.ts";
import { LEAST_CONCURRENCY, WorkQueue } from "../storage/work-queue.ts";

/** What tells a follow-up of verdicts, and whom it tells of its failures. */
export interface FollowUpProps {
  /** Of which verdicts there are events at all. */
  readonly events: Announced;
  readonly images: ImageSources;
  /** What the keys begin with that are not followed: those of a canary. @default all are */
  readonly leftOut?: string | undefined;
  /** @default nobody */
  readonly alarmTopic?: ITopic;
}

export interface VerdictFollowUpProps extends FollowUpProps {
  readonly handler: BundledFunction;
  /** The prop that asked for it. */
  readonly name: string;
}

const TIMEOUT = Duration.minutes(1);
/** What AWS advises for a queue that feeds a function. */
const VISIBILITY_TIMEOUT = Duration.seconds(6 * TIMEOUT.toSeconds());
/** An hour of tries: a right that is missing is given by hand. */
const MAX_DELIVERIES = 10;
const BATCH_SIZE = 10;
const LATE_SECONDS = 2 * 60 * 60;
const SECTION = "follow-ups-that-fail";

/**
 * Verdicts `manipulated` about this scanner's buckets → a function, once they are on record. Their
 * events wait in a queue of its own; what fails on every delivery stays in its dead letters, with an
 * alarm, until somebody sends it back.
 *
 * @throws Error when there are no events to follow.
 */
export class VerdictFollowUp extends Construct {
  static readonly TIMEOUT = TIMEOUT;
  readonly queue: WorkQueue;
  readonly rule: Rule;
  readonly alarms: Alarms;

  constructor(scope: Construct, id: string, props: VerdictFollowUpProps) {
    super(scope, id);
    const { handler, name, events, images, leftOut, alarmTopic } = props;
    if (events === "none") {
      throw new Error(`${name} is told of events: expected events "flagged" or "all"`);
    }
    this.queue = new WorkQueue(this, "Events", {
      visibilityTimeout: VISIBILITY_TIMEOUT,
      maxDeliveries: MAX_DELIVERIES,
    });
    const { queue, deadLetters } = this.queue;
    this.rule = new Rule(this, "Rule", {
      description: `Manipulated images of one scanner, for ${name}`,
      eventPattern: {
        source: [VERDICT_EVENT.source],
        detailType: [VERDICT_EVENT.detailType],
        detail: {
          object: {
            bucket: images.buckets.map(({ bucketName }) => bucketName),
            ...(leftOut !== undefined && { key: [{ "anything-but": { prefix: leftOut } }] }),
          },
          label: ["manipulated"],
        },
      },
      targets: [new SqsQueue(queue, { deadLetterQueue: deadLetters })],
    });
    handler.addEventSource(
      new SqsEventSource(queue, {
        batchSize: BATCH_SIZE,
        maxConcurrency: LEAST_CONCURRENCY,
        reportBatchItemFailures: true,
      }),
    );
    this.alarms = new Alarms(this, "Alarms", plansFor(this.queue, name), alarmTopic);
  }
}

function plansFor({ queue, deadLetters }: WorkQueue, name: string): AlarmPlan[] {
  return [
    {
      id: "GivenUp",
      metric: deadLetters.metricApproximateNumberOfMessagesVisible({
        period: MINUTES_5,
        statistic: Stats.MAXIMUM,
      }),
      threshold: 0,
      evaluationPeriods: 1,
      section: SECTION,
      means: `${name}: a manipulated image was given up after ten tries, and waits in the dead letters.`,
    },
    {
      id: "Late",
      metric: oldestIn(queue),
      threshold: LATE_SECONDS,
      evaluationPeriods: 1,
      section: SECTION,
      means: `${name}: a manipulated image has waited for more than two hours.`,
    },
  ];
}

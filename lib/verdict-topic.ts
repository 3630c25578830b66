import { Duration } from "aws-cdk-lib";
import { Stats } from "aws-cdk-lib/aws-cloudwatch";
import { Rule } from "aws-cdk-lib/aws-events";
import { SnsTopic } from "aws-cdk-lib/aws-events-targets";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { type Announced, VERDICT_EVENT } from "../core/settings/verdict-event.ts";
import { Alarms } from "./operations/alarms.ts";
import { MINUTES_5 } from "./operations/scanner-metrics.ts";
import { acceptFinding } from "./storage/accepted-findings.ts";
import type { ImageSources } from "./storage/image-sources.ts";

export interface VerdictTopicProps {
  readonly topic: ITopic;
  /** Of which verdicts there are events at all. */
  readonly events: Announced;
  readonly images: ImageSources;
  readonly alarmTopic?: ITopic;
}

/** As long as SQS keeps anything. */
const KEPT = Duration.days(14);

/**
 * Verdicts about this scanner's buckets as messages of a topic: mail, a queue, a function.
 *
 * @throws Error when there are no events to send on.
 */
export class VerdictTopic extends Construct {
  readonly rule: Rule;
  /** Events that the topic did not take within a day. */
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, props: VerdictTopicProps) {
    super(scope, id);
    const { topic, events, images, alarmTopic } = props;
    if (events === "none") {
      throw new Error('verdictTopic is told of events: expected events "flagged" or "all"');
    }
    this.deadLetters = new Queue(this, "DeadLetters", {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: KEPT,
    });
    acceptFinding(this.deadLetters, "SQS3", "It is the queue of dead letters itself.");
    const bucket = images.buckets.map(({ bucketName }) => bucketName);
    this.rule = new Rule(this, "Rule", {
      description: "Verdicts of one scanner, sent on",
      eventPattern: {
        source: [VERDICT_EVENT.source],
        detailType: [VERDICT_EVENT.detailType],
        detail: { object: { bucket } },
      },
      targets: [new SnsTopic(topic, { deadLetterQueue: this.deadLetters })],
    });
    const metric = this.deadLetters.metricApproximateNumberOfMessagesVisible({
      period: MINUTES_5,
      statistic: Stats.MAXIMUM,
    });
    const plan = {
      id: "UntoldVerdict",
      metric,
      threshold: 0,
      evaluationPeriods: 1,
      section: "verdicts-that-were-not-told-of",
      means: "EventBridge could not tell the verdict topic of a verdict.",
    };
    new Alarms(this, "Alarms", [plan], alarmTopic);
  }
}

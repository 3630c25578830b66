import { Rule } from "aws-cdk-lib/aws-events";
import { SnsTopic } from "aws-cdk-lib/aws-events-targets";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";
import { type Announced, VERDICT_EVENT } from "../core/settings/verdict-event.ts";
import type { ImageSources } from "./storage/image-sources.ts";

export interface VerdictTopicProps {
  readonly topic: ITopic;
  /** Of which verdicts there are events at all. */
  readonly events: Announced;
  readonly images: ImageSources;
}

/**
 * Verdicts about this scanner's buckets as messages of a topic: mail, a queue, a function.
 *
 * @throws Error when there are no events to send on.
 */
export class VerdictTopic extends Construct {
  readonly rule: Rule;

  constructor(scope: Construct, id: string, { topic, events, images }: VerdictTopicProps) {
    super(scope, id);
    if (events === "none") {
      throw new Error('verdictTopic is told of events: expected events "flagged" or "all"');
    }
    const bucket = images.buckets.map(({ bucketName }) => bucketName);
    this.rule = new Rule(this, "Rule", {
      description: "Verdicts of one scanner, sent on",
      eventPattern: {
        source: [VERDICT_EVENT.source],
        detailType: [VERDICT_EVENT.detailType],
        detail: { object: { bucket } },
      },
      targets: [new SnsTopic(topic)],
    });
  }
}

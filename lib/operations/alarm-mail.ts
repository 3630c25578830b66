import { Stack } from "aws-cdk-lib";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Topic } from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import { Construct } from "constructs";

/** Alarms as mail. SNS sends a first one with a link, and nothing more before it is followed. */
export class AlarmMail extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, address: string) {
    super(scope, id);
    // Without a key of KMS: under the AWS-managed one, CloudWatch could not publish.
    this.topic = new Topic(this, "Topic", { enforceSSL: true });
    this.topic.addSubscription(new EmailSubscription(address));
    // A policy of its own, for TLS, takes the place of the one that lets the account publish.
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal("cloudwatch.amazonaws.com")],
        actions: ["sns:Publish"],
        resources: [this.topic.topicArn],
        conditions: { StringEquals: { "aws:SourceAccount": Stack.of(this).account } },
      }),
    );
  }
}

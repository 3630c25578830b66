import { Duration, RemovalPolicy } from "aws-cdk-lib";
import { Grant, type IGrantable } from "aws-cdk-lib/aws-iam";
import { Alias } from "aws-cdk-lib/aws-kms";
import { BlockPublicAccess, Bucket, BucketEncryption } from "aws-cdk-lib/aws-s3";
import { Topic } from "aws-cdk-lib/aws-sns";
import { SqsSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { EXCHANGE_PREFIXES } from "../../core/contracts/object-keys.ts";
import { acceptNoAccessLogs, acceptObjects } from "./accepted-findings.ts";

/** A job is read again when its scan failed, and until then no longer than an endpoint may take. */
const KEPT = Duration.days(1);

/**
 * What SageMaker and the scanner hand each other: jobs and results as objects, and notices of both
 * ends on topics that feed the result queue. Nothing in it is kept.
 */
export class Exchange extends Construct {
  readonly bucket: Bucket;
  readonly success: Topic;
  readonly error: Topic;

  constructor(scope: Construct, id: string, results: IQueue) {
    super(scope, id);
    this.bucket = new Bucket(this, "Bucket", {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.DESTROY,
      autoDeleteObjects: true,
      lifecycleRules: [{ expiration: KEPT, abortIncompleteMultipartUploadAfter: KEPT }],
    });
    // Its policy lets whoever may publish in this account use it.
    const masterKey = Alias.fromAliasName(this, "TopicKey", "alias/aws/sns");
    const topic = (name: string) => new Topic(this, name, { masterKey, enforceSSL: true });
    this.success = topic("Success");
    this.error = topic("Error");
    const subscription = new SqsSubscription(results, { rawMessageDelivery: true });
    for (const each of [this.success, this.error]) each.addSubscription(subscription);
    acceptNoAccessLogs(this);
  }

  /** To put jobs where the endpoint reads them. */
  grantSubmit(grantee: IGrantable): Grant {
    return this.#grant(grantee, ["s3:PutObject"], [EXCHANGE_PREFIXES.jobs]);
  }

  /** To read what notices name. */
  grantRead(grantee: IGrantable): Grant {
    const { jobs, results } = EXCHANGE_PREFIXES;
    return this.#grant(grantee, ["s3:GetObject"], [jobs, results]);
  }

  grantReadJobs(grantee: IGrantable): Grant {
    return this.#grant(grantee, ["s3:GetObject"], [EXCHANGE_PREFIXES.jobs]);
  }

  /** To read jobs, write their results, and say so: the endpoint's role. */
  grantAnswer(grantee: IGrantable): Grant {
    const { jobs, results, failures } = EXCHANGE_PREFIXES;
    const { topicArn: successArn } = this.success;
    return this.#grant(grantee, ["s3:GetObject"], [jobs])
      .combine(this.#grant(grantee, ["s3:PutObject"], [results, failures]))
      .combine(
        Grant.addToPrincipal({
          grantee,
          actions: ["sns:Publish"],
          resourceArns: [successArn, this.error.topicArn],
        }),
      );
  }

  /** Findings of cdk-nag about those below `scope` to whom something was granted. */
  acceptFindings(scope: Construct): void {
    for (const prefix of Object.values(EXCHANGE_PREFIXES)) {
      acceptObjects(scope, this.bucket, `${prefix}*`, "Each job has an object of its own.");
    }
  }

  #grant(grantee: IGrantable, actions: string[], prefixes: readonly string[]): Grant {
    const resourceArns = prefixes.map((prefix) => this.bucket.arnForObjects(`${prefix}*`));
    return Grant.addToPrincipal({ grantee, actions, resourceArns });
  }
}

import { Match, Template } from "aws-cdk-lib/assertions";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { ServeEnv } from "../../gpu-worker/env.ts";
import { SubmitScanEnv } from "../../lambdas/submit-scan/env.ts";
import { actionsOf, actionsOnEverything, statementsOf } from "../helpers/infra/policies.ts";
import { makeApp, makeStacks, whenDeployed } from "../helpers/infra/synth.ts";

let compute: Template;
let pipeline: Template;
beforeAll(() => {
  const stacks = makeStacks(makeApp({ bundled: false }), { compute: "sageMaker" });
  if (stacks.compute === undefined) throw new Error("no compute stack");
  [compute, pipeline] = [Template.fromStack(stacks.compute), Template.fromStack(stacks.pipeline)];
}, 60_000);

const Environment = z.record(z.string(), z.unknown());
const environments = {
  "AWS::SageMaker::Model": z
    .object({ Properties: z.object({ PrimaryContainer: z.object({ Environment }) }) })
    .transform(({ Properties }) => Properties.PrimaryContainer.Environment),
  "AWS::Lambda::Function": z
    .object({ Properties: z.object({ Environment: z.object({ Variables: Environment }) }) })
    .transform(({ Properties }) => Properties.Environment.Variables),
};

/** Of the first resource of that type, as its code would get it. */
function environmentOf(type: keyof typeof environments) {
  const [found] = Object.values(compute.findResources(type));
  return whenDeployed(environments[type].parse(found));
}

describe("the endpoint", () => {
  it("is asynchronous, and says when it is done or has failed", () => {
    const imported = { "Fn::ImportValue": Match.anyValue() };
    compute.hasResourceProperties("AWS::SageMaker::EndpointConfig", {
      AsyncInferenceConfig: {
        OutputConfig: {
          S3OutputPath: { "Fn::Join": ["", ["s3://", imported, "/results/"]] },
          S3FailurePath: { "Fn::Join": ["", ["s3://", imported, "/failures/"]] },
          NotificationConfig: {
            SuccessTopic: imported,
            ErrorTopic: imported,
            IncludeInferenceResponseIn: ["SUCCESS_NOTIFICATION_TOPIC"],
          },
        },
      },
      ProductionVariants: [Match.objectLike({ InstanceType: "ml.g4dn.xlarge" })],
    });
  });

  it("has the environment that serve parses, and no other", () => {
    const { UV_THREADPOOL_SIZE: _, ...given } = environmentOf("AWS::SageMaker::Model");
    const env = z.strictObject(ServeEnv.shape).parse(given);
    expect(env).toMatchObject({ PROVIDER: "cuda", MODEL_DIRECTORY: "model" });
    compute.hasResourceProperties("AWS::SageMaker::Model", {
      PrimaryContainer: Match.objectLike({
        Environment: Match.objectLike({ AWS_REGION: { Ref: "AWS::Region" } }),
      }),
    });
  });

  it("may read images and jobs, and write what it found: no mask, no verdict, no tag", () => {
    expect(actionsOf(compute, "SageMakerEndpointRole")).toEqual([
      "ecr:BatchCheckLayerAvailability",
      "ecr:BatchGetImage",
      "ecr:GetAuthorizationToken",
      "ecr:GetDownloadUrlForLayer",
      "logs:CreateLogGroup",
      "logs:CreateLogStream",
      "logs:PutLogEvents",
      "s3:GetObject",
      "s3:GetObjectVersion",
      "s3:ListBucket",
      "s3:PutObject",
      "sns:Publish",
    ]);
    const puts = statementsOf(compute, "SageMakerEndpointRole").filter(({ Action }) =>
      Action.includes("s3:PutObject"),
    );
    const exchange = /ExchangeBucket\w+"\},"\/(results|failures)\/\*"/g;
    expect(JSON.stringify(puts).match(exchange)).toHaveLength(2);
    expect(puts.flatMap(({ Resource }) => Resource)).toHaveLength(2);
  });

  it("has an alarm on its own queue, as the scan queue is empty long before", () => {
    compute.hasResourceProperties("AWS::CloudWatch::Alarm", {
      MetricName: "ApproximateAgeOfOldestRequest",
      Threshold: 1800,
      AlarmDescription: Match.stringLikeRegexp("#jobs-wait-too-long$"),
    });
  });

  it("goes from none to two, and starts for the first job", () => {
    compute.hasResourceProperties("AWS::ApplicationAutoScaling::ScalableTarget", {
      MinCapacity: 0,
      MaxCapacity: 2,
      ScalableDimension: "sagemaker:variant:DesiredInstanceCount",
    });
    compute.hasResourceProperties("AWS::CloudWatch::Alarm", {
      MetricName: "HasBacklogWithoutCapacity",
      AlarmActions: [{ Ref: Match.stringLikeRegexp("SageMakerScalingFirst") }],
    });
    compute.hasResourceProperties("AWS::ApplicationAutoScaling::ScalingPolicy", {
      TargetTrackingScalingPolicyConfiguration: Match.objectLike({
        CustomizedMetricSpecification: Match.objectLike({
          MetricName: "ApproximateBacklogSizePerInstance",
        }),
      }),
    });
  });
});

describe("submit-scan", () => {
  it("consumes the scan queue, and of the backfill queue little at once", () => {
    compute.resourceCountIs("AWS::Lambda::EventSourceMapping", 2);
    const source = (queue: string) => ({
      EventSourceArn: { "Fn::ImportValue": Match.stringLikeRegexp(`Scanner${queue}Queue`) },
      BatchSize: 10,
      FunctionResponseTypes: ["ReportBatchItemFailures"],
    });
    compute.hasResourceProperties("AWS::Lambda::EventSourceMapping", {
      ...source("Scans"),
      ScalingConfig: Match.absent(),
    });
    compute.hasResourceProperties("AWS::Lambda::EventSourceMapping", {
      ...source("Backfill"),
      ScalingConfig: { MaximumConcurrency: 2 },
    });
  });

  it("has the environment it parses", () => {
    const env = z.strictObject(SubmitScanEnv.shape).parse(environmentOf("AWS::Lambda::Function"));
    expect(env).toMatchObject({ REQUEST_TTL_SECONDS: "21600", INVOCATION_TIMEOUT_SECONDS: "120" });
  });

  it("may do this and nothing else", () => {
    expect(actionsOf(compute, "SageMakerSubmitScan")).toEqual([
      "logs:CreateLogStream",
      "logs:PutLogEvents",
      "s3:GetObject",
      "s3:GetObjectVersion",
      "s3:ListBucket",
      "s3:PutObject",
      "sagemaker:InvokeEndpointAsync",
      "sqs:ChangeMessageVisibility",
      "sqs:DeleteMessage",
      "sqs:GetQueueAttributes",
      "sqs:GetQueueUrl",
      "sqs:ReceiveMessage",
      "sqs:SendMessage",
    ]);
  });
});

describe("the exchange", () => {
  it("feeds both topics to the result queue as they are", () => {
    pipeline.resourceCountIs("AWS::SNS::Topic", 2);
    pipeline.allResourcesProperties("AWS::SNS::Subscription", {
      Protocol: "sqs",
      RawMessageDelivery: true,
      Endpoint: { "Fn::GetAtt": [Match.stringLikeRegexp("^ScannerResultsQueue"), "Arn"] },
    });
    pipeline.resourceCountIs("AWS::SNS::Subscription", 2);
  });

  it("keeps nothing for longer than a day", () => {
    pipeline.hasResource("AWS::S3::Bucket", {
      Properties: {
        LifecycleConfiguration: {
          Rules: [Match.objectLike({ ExpirationInDays: 1, Status: "Enabled" })],
        },
      },
      DeletionPolicy: "Delete",
    });
  });

  it.each([
    ["RecordVerdict", ["jobs", "results"]],
    ["ParkDeadLetter", ["jobs"]],
  ])("is read by %s: %j", (construct, prefixes) => {
    pipeline.hasResourceProperties("AWS::Lambda::Function", {
      Environment: {
        Variables: Match.objectLike({
          EXCHANGE_BUCKET: { Ref: Match.stringLikeRegexp("^ScannerExchangeBucket") },
        }),
      },
      Role: { "Fn::GetAtt": [Match.stringLikeRegexp(`^Scanner${construct}Role`), "Arn"] },
    });
    const resources = JSON.stringify(statementsOf(pipeline, `Scanner${construct}`));
    const read = resources.matchAll(/ExchangeBucket\w+","Arn"\]\},"\/(\w+)\/\*"/g);
    expect([...read].map(([, prefix]) => prefix)).toEqual(prefixes);
  });
});

it("allows on everything what names no resource, and nothing else", () => {
  expect(actionsOnEverything(compute)).toEqual(["ecr:GetAuthorizationToken"]);
  expect(actionsOnEverything(pipeline)).toEqual([]);
});

import { Match, Template } from "aws-cdk-lib/assertions";
import { describe, expect, it } from "vitest";
import { readConfig } from "../../../lib/app/config.ts";
import { actionsOf, statementsOf } from "../../helpers/infra/policies.ts";
import { makeApp, makeStacks } from "../../helpers/infra/synth.ts";

const KMS_KEY = "arn:aws:kms:eu-central-1:111122223333:key/00000000-0000-0000-0000-000000000001";
const SYNTH = { timeout: 60_000 };

const inVariables = () => Match.objectLike({ HISTORY: "off" });

describe("the app's context", () => {
  const configOf = (context: Record<string, unknown>) => {
    const app = makeApp({ bundled: false });
    for (const [name, value] of Object.entries(context)) app.node.setContext(name, value);
    return readConfig(app.node);
  };

  it("names buckets, prefixes and suffixes, as text or as lists", () => {
    expect(configOf({})).toEqual({
      compute: "ecsGpu",
      modelPrefix: "",
      name: "FasaScanner",
      stacks: "one",
    });
    expect(
      configOf({ bucket: "photos, press", prefix: ["in/"], suffix: ".jpg,.png" }),
    ).toMatchObject({
      bucket: ["photos", "press"],
      prefix: ["in/"],
      suffix: [".jpg", ".png"],
    });
  });

  it("takes numbers and flags as the command line gives them", () => {
    const context = { compute: "sageMaker", maxTasks: "4", minTasks: "0" };
    expect(configOf(context)).toMatchObject({ maxTasks: 4, minTasks: 0 });
    expect(configOf({ spot: "true" })).toMatchObject({ spot: true });
    expect(configOf({ falsePositiveRate: 0.01 })).toMatchObject({ falsePositiveRate: "0.01" });
  });

  it.each([
    [{ bucket: "arn:aws:s3:::photos" }, "expected a bucket's name"],
    [{ bucket: "" }, "expected at least one name"],
    [{ prefix: 7 }, "prefix"],
    [{ compute: "gpu" }, "compute"],
    [{ network: "private" }, "network"],
    [{ maxTasks: "many" }, "maxTasks"],
    [{ minTasks: "3" }, "expected minTasks of at most maxTasks"],
    [{ compute: "lambdaCpu", minTasks: "1" }, "has no meaning with compute=lambdaCpu"],
    [{ compute: "sageMaker", network: "isolated" }, "has no meaning with compute=sageMaker"],
    [{ instances: "g4dn.4xlarge" }, "expected one of g4dn.xlarge"],
    [{ compute: "sageMaker", instances: "g6.xlarge" }, "has no meaning with compute=sageMaker"],
    [{ endpointInstance: "ml.g6.xlarge" }, "has no meaning with compute=ecsGpu"],
    [{ falsePositiveRate: "1" }, "expected a share above 0 and below 1"],
    [{ history: "no" }, "history"],
    [{ modelBucket: "models", modelManifestSha256: "abc" }, "expected 64 hexadecimal digits"],
    [{ kmsKeyArn: "alias/photos", bucket: "photos" }, "expected the ARN of a key"],
    [{ kmsKeyArn: KMS_KEY }, "name them with bucket"],
    [{ alarmEmail: "ops" }, "alarmEmail"],
    [{ alarmTopicArn: "ops" }, "expected the ARN of a topic"],
    [
      { alarmEmail: "ops@example.org", alarmTopicArn: "arn:aws:sns:eu-central-1:111122223333:ops" },
      "expected alarmEmail or alarmTopicArn, received both",
    ],
    [{ name: "my scanner" }, "expected letters, digits and hyphens"],
    [{ comput: "lambdaCpu" }, '"comput": did you mean compute?'],
    [
      { max_tasks: "3", buckets: "a" },
      '"max_tasks": did you mean maxTasks? "buckets": did you mean bucket?',
    ],
    [{ modelBucket: "models" }, "modelBucket and modelManifestSha256 belong together"],
    [
      { modelBucket: "models", modelManifestSha256: "0".repeat(64), modelDirectory: "model" },
      "expected modelBucket or modelDirectory, received both",
    ],
  ])("refuses %j", (context, message) => {
    expect(() => configOf(context)).toThrow(message);
  });

  it("leaves alone what the CDK writes there", () => {
    const theirs = { "availability-zones:account=1:region=x": ["x"], "cli-telemetry": false };
    expect(configOf({ ...theirs, "aws:cdk:enable-path-metadata": true })).toMatchObject({
      compute: "ecsGpu",
    });
  });

  it("makes a stack of it", SYNTH, () => {
    const context = {
      compute: "lambdaCpu",
      bucket: "photos",
      suffix: ".jpg",
      falsePositiveRate: "0.01",
    };
    const stacks = makeStacks(makeApp({ bundled: false }), context);
    Template.fromStack(stacks.stateful).resourceCountIs("AWS::S3::Bucket", 1);
    const template = Template.fromStack(stacks.pipeline);
    template.hasOutput("ImageBucketName", { Value: "photos" });
    template.hasResourceProperties("AWS::Lambda::Function", {
      Environment: { Variables: Match.objectLike({ FALSE_POSITIVE_RATE: "0.01" }) },
    });
    template.hasResourceProperties("AWS::Lambda::Function", {
      Environment: {
        Variables: Match.objectLike({ KEY_FILTERS: '{"photos":{"suffixes":[".jpg"]}}' }),
      },
    });
    template.hasResourceProperties("AWS::Events::Rule", {
      EventPattern: { detail: { object: { key: [{ wildcard: "*.jpg" }] } } },
    });
  });

  it.each([
    ["6", 2],
    ["100", 25],
  ])("scans %s uploads at once in a function, and records %i", SYNTH, (maxTasks, recorders) => {
    const { pipeline } = makeStacks(makeApp({ bundled: false }), {
      compute: "lambdaCpu",
      maxTasks,
    });
    const atOnce = (queue: string, MaximumConcurrency: number) =>
      Template.fromStack(pipeline).hasResourceProperties("AWS::Lambda::EventSourceMapping", {
        EventSourceArn: { "Fn::GetAtt": [Match.stringLikeRegexp(`^Scanner${queue}Queue`), "Arn"] },
        ScalingConfig: { MaximumConcurrency },
      });
    atOnce("Scans", Number(maxTasks));
    atOnce("Backfill", 2);
    atOnce("Results", recorders);
  });

  it("cannot scan one upload at a time in functions", SYNTH, () => {
    const context = { compute: "lambdaCpu", maxTasks: "1" };
    expect(() => makeStacks(makeApp({ bundled: false }), context)).toThrow("at least 2");
  });

  it.each([
    ["lambdaCpu", ["ScannerScanImage"]],
    ["ecsGpu", ["EcsGpuTaskTaskRole"]],
    ["sageMaker", ["SageMakerEndpointRole", "SageMakerSubmitScan"]],
  ])(
    "lets who reads images decrypt with the buckets' key, and nobody else: %s",
    SYNTH,
    (compute, own) => {
      const context = { stacks: "one", compute, bucket: "photos", kmsKeyArn: KMS_KEY };
      const { pipeline } = makeStacks(makeApp({ bundled: false }), context);
      const template = Template.fromStack(pipeline);
      const keyed = statementsOf(template, "").filter(({ Resource }) => Resource === KMS_KEY);
      expect(new Set(keyed.flatMap(({ Action }) => Action))).toEqual(new Set(["kms:Decrypt"]));
      const readers = [
        ...own,
        "ScannerParkDeadLetter",
        "ScannerQueryApiQueryVerdict",
        "ScannerQueryApiRequestScan",
      ];
      for (const reader of readers) expect(actionsOf(template, reader)).toContain("kms:Decrypt");
      expect(keyed).toHaveLength(readers.length);
      expect(actionsOf(template, "ScannerRecordVerdict")).not.toContain("kms:Decrypt");
    },
  );

  it("has every alarm mailed", SYNTH, () => {
    const context = { stacks: "one", alarmEmail: "ops@example.org" };
    const { pipeline } = makeStacks(makeApp({ bundled: false }), context);
    const template = Template.fromStack(pipeline);
    template.hasResourceProperties("AWS::SNS::Subscription", {
      Protocol: "email",
      Endpoint: "ops@example.org",
    });
    template.hasResourceProperties("AWS::SNS::TopicPolicy", {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: "Allow",
            Principal: { Service: "cloudwatch.amazonaws.com" },
            Action: "sns:Publish",
          }),
        ]),
      },
    });
    const untold = Object.values(template.findResources("AWS::CloudWatch::Alarm"))
      .filter(
        ({ Properties }) => !JSON.stringify(Properties.AlarmActions ?? []).includes("AlarmMail"),
      )
      .map(({ Properties }) => Properties.AlarmDescription);
    expect(untold).toEqual(["Starts the first task. Nothing is wrong."]);
  });

  it.each([
    ["lambdaCpu", "AWS::Lambda::Function", { Environment: { Variables: inVariables() } }],
    [
      "ecsGpu",
      "AWS::ECS::TaskDefinition",
      {
        ContainerDefinitions: Match.arrayWith([
          Match.objectLike({ Environment: Match.arrayWith([{ Name: "HISTORY", Value: "off" }]) }),
        ]),
      },
    ],
    ["sageMaker", "AWS::SageMaker::Model", { PrimaryContainer: { Environment: inVariables() } }],
  ])("switches history off in what scans under %s", SYNTH, (compute, type, properties) => {
    const context = { compute, history: "off" };
    const { compute: own, pipeline } = makeStacks(makeApp({ bundled: false }), context);
    Template.fromStack(own ?? pipeline).hasResourceProperties(type, properties);
  });
});

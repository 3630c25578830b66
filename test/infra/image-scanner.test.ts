import { Stack, Validations } from "aws-cdk-lib";
import { Match, Template } from "aws-cdk-lib/assertions";
import { Table } from "aws-cdk-lib/aws-dynamodb";
import { Key } from "aws-cdk-lib/aws-kms";
import { Bucket } from "aws-cdk-lib/aws-s3";
import { Topic } from "aws-cdk-lib/aws-sns";
import { AwsSolutionsChecks } from "cdk-nag";
import { describe, expect, it } from "vitest";
import { ImageScanner, type ImageScannerProps } from "../../lib/image-scanner.ts";
import { ScannerStorage } from "../../lib/storage/scanner-storage.ts";
import { makeApp } from "../helpers/infra/synth.ts";

const SYNTH = { timeout: 60_000 };
const KMS_KEY = "arn:aws:kms:eu-central-1:111122223333:key/00000000-0000-0000-0000-000000000001";

/** A stack whose scanner has these props, checked by cdk-nag when it is synthesised. */
function synthesised(propsOf: (stack: Stack) => ImageScannerProps = () => ({})): Template {
  const app = makeApp({ bundled: false });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  const stack = new Stack(app, "Customer");
  new ImageScanner(stack, "Scanner", propsOf(stack));
  app.synth();
  return Template.fromStack(stack);
}

const folders = (count: number) => Array.from({ length: count }, (_, each) => `in-${each}/`);

const named = (stack: Stack, name: string) => Bucket.fromBucketName(stack, name, name);

describe("the scanner's own bucket", () => {
  it("needs no props", SYNTH, () => {
    const template = synthesised();
    template.resourceCountIs("AWS::S3::Bucket", 2);
    template.resourceCountIs("AWS::Events::Rule", 0);
  });

  it("is filtered by every pair of a prefix and a suffix", SYNTH, () => {
    const filter = { prefixes: ["in/", "press/"], suffixes: [".jpg"] };
    const template = synthesised(() => ({ filter }));
    const rule = (Value: string) => ({
      Filter: {
        Key: {
          FilterRules: [
            { Name: "suffix", Value: ".jpg" },
            { Name: "prefix", Value },
          ],
        },
      },
    });
    template.hasResourceProperties("Custom::S3BucketNotifications", {
      NotificationConfiguration: {
        QueueConfigurations: Match.arrayWith([
          Match.objectLike({ Events: ["s3:ObjectCreated:*"], ...rule("in/") }),
          Match.objectLike({ Events: ["s3:ObjectCreated:*"], ...rule("press/") }),
        ]),
      },
    });
  });

  it("refuses filters that overlap, as S3 would while deploying", SYNTH, () => {
    const overlapping = () => ({ filter: { prefixes: ["in/", "in/2026/"] } });
    expect(() => synthesised(overlapping)).toThrow('"in/2026/" lies within "in/"');
  });

  it("refuses more pairs than S3 allows notifications", SYNTH, () => {
    const filter = (count: number) => () => ({ filter: { prefixes: folders(count) } });
    synthesised(filter(33)).resourceCountIs("Custom::S3BucketNotifications", 1);
    expect(() => synthesised(filter(34))).toThrow(
      /^34 prefixes and 0 suffixes make 102 notifications .* S3 allows 100\. Name fewer/,
    );
  });
});

describe("buckets that exist already", () => {
  it("keep their notifications, and tell through EventBridge", SYNTH, () => {
    const template = synthesised((stack) => ({
      sources: [
        { bucket: named(stack, "photos"), prefixes: ["in*/"], suffixes: [".jpg", ".png"] },
        { bucket: named(stack, "press") },
      ],
    }));
    template.resourceCountIs("AWS::S3::Bucket", 1);
    template.hasResourceProperties("Custom::S3BucketNotifications", {
      BucketName: "photos",
      Managed: false,
      NotificationConfiguration: { EventBridgeConfiguration: {} },
    });
    const types = { source: ["aws.s3"], "detail-type": ["Object Created", "Object Deleted"] };
    const key = [{ wildcard: "in\\*/*.jpg" }, { wildcard: "in\\*/*.png" }];
    const patterns = [
      { ...types, detail: { bucket: { name: ["photos"] }, object: { key } } },
      { ...types, detail: { bucket: { name: ["press"] } } },
    ];
    for (const EventPattern of patterns) {
      template.hasResourceProperties("AWS::Events::Rule", {
        EventPattern,
        Targets: [
          Match.objectLike({
            Arn: { "Fn::GetAtt": [Match.stringLikeRegexp("ScansQueue"), "Arn"] },
            DeadLetterConfig: {
              Arn: { "Fn::GetAtt": [Match.stringLikeRegexp("ScansDeadLetters"), "Arn"] },
            },
          }),
        ],
      });
    }
  });

  it("refuses a filter that makes a longer pattern than EventBridge takes", SYNTH, () => {
    const sources = (count: number) => (stack: Stack) => ({
      sources: [{ bucket: named(stack, "photos"), prefixes: folders(count) }],
    });
    const rule = Object.values(synthesised(sources(80)).findResources("AWS::Events::Rule"))[0];
    const lengthOf = JSON.stringify(rule?.["Properties"].EventPattern).length;
    expect(lengthOf).toBeGreaterThan(1900);
    expect(lengthOf).toBeLessThanOrEqual(2048);
    expect(() => synthesised(sources(90))).toThrow(
      /^90 prefixes and 0 suffixes make an event pattern of 2,\d+ characters.* EventBridge takes 2,048/,
    );
  });

  it("may be encrypted with a key of KMS, which the scan may use to decrypt", SYNTH, () => {
    const template = synthesised((stack) => {
      const encryptionKey = Key.fromKeyArn(stack, "Key", KMS_KEY);
      const attributes = { bucketName: "secret", encryptionKey };
      return { sources: [{ bucket: Bucket.fromBucketAttributes(stack, "Secret", attributes) }] };
    });
    template.hasResourceProperties("AWS::IAM::Policy", {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Action: "kms:Decrypt", Effect: "Allow", Resource: KMS_KEY }),
        ]),
      },
      Roles: [{ Ref: Match.stringLikeRegexp("ScannerScanImageRole") }],
    });
  });

  it("cannot be the bucket that takes the masks", SYNTH, () => {
    const same = (stack: Stack) => {
      const bucket = named(stack, "photos");
      return { sources: [{ bucket }], existingMaskBucket: bucket };
    };
    expect(() => synthesised(same)).toThrow(/every mask would be scanned in turn/);
  });

  it("have filters of their own", SYNTH, () => {
    const both = (stack: Stack) => ({
      sources: [{ bucket: named(stack, "photos") }],
      filter: { prefixes: ["in/"] },
    });
    expect(() => synthesised(both)).toThrow(/filter is for the scanner's own bucket/);
  });
});

it("takes a mask bucket and a table that exist already", SYNTH, () => {
  const template = synthesised((stack) => ({
    existingMaskBucket: named(stack, "masks"),
    existingVerdictTable: Table.fromTableName(stack, "Table", "verdicts"),
  }));
  template.resourceCountIs("AWS::S3::Bucket", 1);
  template.resourceCountIs("AWS::DynamoDB::Table", 0);
  template.hasResourceProperties("AWS::Lambda::Function", {
    Environment: {
      Variables: Match.objectLike({ VERDICT_TABLE: "verdicts", MASK_BUCKET: "masks" }),
    },
  });
});

describe("a storage that is given", () => {
  const withStorage = (storageProps: object, props: (stack: Stack) => ImageScannerProps) =>
    synthesised((stack) => ({
      storage: new ScannerStorage(stack, "Kept", storageProps),
      ...props(stack),
    }));

  it("holds images, masks and verdicts instead of one of the scanner's own", SYNTH, () => {
    const template = withStorage({}, () => ({}));
    template.resourceCountIs("AWS::S3::Bucket", 2);
    template.hasResourceProperties("Custom::S3BucketNotifications", {
      BucketName: { Ref: Match.stringLikeRegexp("^KeptImagesBucket") },
    });
  });

  it.each<[string, object, (stack: Stack) => ImageScannerProps, string]>([
    [
      "a mask bucket",
      {},
      (stack) => ({ existingMaskBucket: named(stack, "masks") }),
      "expected storage or existingMaskBucket, received both",
    ],
    [
      "sources beside images of its own",
      {},
      (stack) => ({ sources: [{ bucket: named(stack, "photos") }] }),
      "expected sources or a storage with images, received both",
    ],
    ["no images at all", { hasImages: false }, () => ({}), "the storage has no images"],
  ])("refuses %s", SYNTH, (_, storageProps, props, message) => {
    expect(() => withStorage(storageProps, props)).toThrow(message);
  });
});

describe("a topic that is told of verdicts", () => {
  const told = (events: "flagged" | "none") => (stack: Stack) => ({
    sources: [{ bucket: named(stack, "photos") }],
    verdictTopic: Topic.fromTopicArn(stack, "Topic", "arn:aws:sns:eu-central-1:111122223333:found"),
    events,
  });

  it("gets the events about this scanner's buckets alone", SYNTH, () => {
    synthesised(told("flagged")).hasResourceProperties("AWS::Events::Rule", {
      EventPattern: {
        source: ["fasa.scanner"],
        "detail-type": ["Verdict"],
        detail: { object: { bucket: ["photos"] } },
      },
      Targets: [Match.objectLike({ Arn: "arn:aws:sns:eu-central-1:111122223333:found" })],
    });
  });

  it("leaves what the topic does not take in a queue, which has an alarm", SYNTH, () => {
    const template = synthesised(told("flagged"));
    const left = Match.stringLikeRegexp("VerdictTopicDeadLetters");
    template.hasResourceProperties("AWS::Events::Rule", {
      Targets: [Match.objectLike({ DeadLetterConfig: { Arn: { "Fn::GetAtt": [left, "Arn"] } } })],
    });
    template.hasResourceProperties("AWS::CloudWatch::Alarm", {
      AlarmDescription: Match.stringLikeRegexp("#verdicts-that-were-not-told-of$"),
      Dimensions: [{ Name: "QueueName", Value: { "Fn::GetAtt": [left, "QueueName"] } }],
      Threshold: 0,
    });
  });

  it("needs events", SYNTH, () => {
    expect(() => synthesised(told("none"))).toThrow('expected events "flagged" or "all"');
  });
});

import { Match, Template } from "aws-cdk-lib/assertions";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { SCANS_ROUTE } from "../../core/api/scan-request.ts";
import { VERDICT_ROUTES } from "../../core/api/verdict-query.ts";
import { LISTING_INDEX } from "../../core/contracts/listing.ts";
import { TABLE_KEY } from "../../core/contracts/object-keys.ts";
import { ParkDeadLetterEnv } from "../../lambdas/park-dead-letter/env.ts";
import { QueryVerdictEnv } from "../../lambdas/query-verdict/env.ts";
import { RecordVerdictEnv } from "../../lambdas/record-verdict/env.ts";
import { RequestScanEnv } from "../../lambdas/request-scan/env.ts";
import { ScanImageEnv } from "../../lambdas/scan-image/env.ts";
import { makeApp, makeStacks, whenDeployed } from "../helpers/infra/synth.ts";

const DAY = 24 * 60 * 60;
const SYNTH_TIMEOUT_MS = 60_000;

let template: Template;
let stateful: Template;
beforeAll(() => {
  const stacks = makeStacks(makeApp({ bundled: false }), { compute: "lambdaCpu" });
  [template, stateful] = [Template.fromStack(stacks.pipeline), Template.fromStack(stacks.stateful)];
}, SYNTH_TIMEOUT_MS);

/** The one logical id of this type that begins so. */
function idOf(type: string, start: string): string {
  const ids = Object.keys(template.findResources(type)).filter((id) =>
    id.startsWith(`Scanner${start}`),
  );
  expect(ids).toHaveLength(1);
  return ids[0] ?? "";
}
const queueArn = (start: string) => ({ "Fn::GetAtt": [idOf("AWS::SQS::Queue", start), "Arn"] });
const queueProperties = (start: string) =>
  template.findResources("AWS::SQS::Queue")[idOf("AWS::SQS::Queue", start)]?.["Properties"];
const functionRef = (start: string) => ({ Ref: idOf("AWS::Lambda::Function", start) });

/** Under which name the stateful stack gives this resource away. */
function exportOf(id: RegExp, how: "Ref" | "Fn::GetAtt"): string {
  const Exported = z.object({
    Value: z.record(z.string(), z.json()),
    Export: z.object({ Name: z.string() }),
  });
  const outputs = Object.values(stateful.toJSON()["Outputs"] ?? {}).map((one) =>
    Exported.parse(one),
  );
  const found = outputs.find(({ Value }) => id.test([Value[how]].flat()[0]?.toString() ?? ""));
  if (found === undefined) throw new Error(`${id} is not exported`);
  return found.Export.Name;
}

describe("the queues", () => {
  it.each([
    ["Scans", 4],
    ["Results", 10],
  ])("%s: %i deliveries, then fourteen days as a dead letter", (name, maxReceiveCount) => {
    template.hasResourceProperties("AWS::SQS::Queue", {
      RedrivePolicy: { deadLetterTargetArn: queueArn(`${name}DeadLetters`), maxReceiveCount },
      MessageRetentionPeriod: 10 * DAY,
      SqsManagedSseEnabled: true,
    });
    expect(queueProperties(`${name}DeadLetters`)).toMatchObject({
      MessageRetentionPeriod: 14 * DAY,
      SqsManagedSseEnabled: true,
    });
  });

  it("are closed to plain HTTP, as their dead letters are", () => {
    const denied = Match.objectLike({
      Effect: "Deny",
      Action: "sqs:*",
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    });
    const policies = template.findResources("AWS::SQS::QueuePolicy", {
      Properties: { PolicyDocument: { Statement: Match.arrayWith([denied]) } },
    });
    expect(Object.keys(policies)).toHaveLength(5);
  });

  it("for backfills is as the scan queue, with the same dead letters, and lets nobody in", () => {
    expect(queueProperties("Backfill")).toEqual(queueProperties("ScansQueue"));
    template.hasResourceProperties("AWS::SQS::QueuePolicy", {
      Queues: [{ Ref: idOf("AWS::SQS::Queue", "Backfill") }],
      PolicyDocument: { Statement: [Match.objectLike({ Effect: "Deny" })] },
    });
  });
});

describe("the image bucket", () => {
  it("tells the scan queue of every upload and deletion", () => {
    template.hasResourceProperties("Custom::S3BucketNotifications", {
      BucketName: { "Fn::ImportValue": exportOf(/^StorageImagesBucket/, "Ref") },
      NotificationConfiguration: {
        QueueConfigurations: [
          "s3:ObjectCreated:*",
          "s3:ObjectRemoved:*",
          "s3:LifecycleExpiration:*",
        ].map((event) => ({ Events: [event], QueueArn: queueArn("ScansQueue") })),
      },
    });
  });

  it("alone may send to the scan queue", () => {
    const allowed = {
      Effect: "Allow",
      Principal: { Service: "s3.amazonaws.com" },
      Condition: {
        ArnLike: {
          "aws:SourceArn": { "Fn::ImportValue": exportOf(/^StorageImagesBucket/, "Fn::GetAtt") },
        },
      },
    };
    template.hasResourceProperties("AWS::SQS::QueuePolicy", {
      Queues: [{ Ref: idOf("AWS::SQS::Queue", "ScansQueue") }],
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike(allowed)]) },
    });
  });

  it("keeps nothing of uploads that were never ended", () => {
    stateful.allResourcesProperties("AWS::S3::Bucket", {
      LifecycleConfiguration: {
        Rules: [Match.objectLike({ AbortIncompleteMultipartUpload: Match.anyValue() })],
      },
    });
  });

  it("keeps versions, so that a verdict speaks about the bytes that were scanned", () => {
    stateful.hasResourceProperties("AWS::S3::Bucket", {
      VersioningConfiguration: { Status: "Enabled" },
    });
  });
});

describe("what holds data", () => {
  it.each([
    ["AWS::S3::Bucket", 2],
    ["AWS::DynamoDB::Table", 1],
  ])("%s stays when the stack goes", (type, count) => {
    const kept = { DeletionPolicy: "Retain", UpdateReplacePolicy: "Retain" };
    expect(Object.keys(stateful.findResources(type))).toHaveLength(count);
    stateful.allResources(type, kept);
    template.resourceCountIs(type, 0);
  });

  it("is closed to the public, encrypted, and speaks TLS only", () => {
    stateful.allResourcesProperties("AWS::S3::Bucket", {
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      BucketEncryption: Match.anyValue(),
    });
    const denied = Match.objectLike({
      Effect: "Deny",
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    });
    stateful.allResourcesProperties("AWS::S3::BucketPolicy", {
      PolicyDocument: { Statement: Match.arrayWith([denied]) },
    });
  });

  it("is a table with the keys of the contract, the list index, and a way back in time", () => {
    const keySchema = ({ partition, sort }: { partition: string; sort: string }) => [
      { AttributeName: partition, KeyType: "HASH" },
      { AttributeName: sort, KeyType: "RANGE" },
    ];
    stateful.hasResourceProperties("AWS::DynamoDB::Table", {
      KeySchema: keySchema(TABLE_KEY),
      GlobalSecondaryIndexes: [
        { IndexName: LISTING_INDEX.name, KeySchema: keySchema(LISTING_INDEX) },
      ],
      BillingMode: "PAY_PER_REQUEST",
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      DeletionProtectionEnabled: true,
    });
  });
});

describe("the functions", () => {
  const functions = [
    { construct: "ScanImage", env: ScanImageEnv, sources: ["ScansQueue", "BackfillQueue"] },
    { construct: "RecordVerdict", env: RecordVerdictEnv, sources: ["ResultsQueue"] },
    {
      construct: "ParkDeadLetter",
      env: ParkDeadLetterEnv,
      sources: ["ScansDeadLetters", "ResultsDeadLetters"],
    },
    { construct: "QueryApiQueryVerdict", env: QueryVerdictEnv, sources: [] },
    { construct: "QueryApiRequestScan", env: RequestScanEnv, sources: [] },
  ];

  it.each(functions)(
    "$construct has the environment it parses, and no other",
    ({ construct, env }) => {
      const id = idOf("AWS::Lambda::Function", construct);
      const Configured = z.object({
        Properties: z.object({
          Runtime: z.literal("nodejs24.x"),
          Architectures: z.tuple([z.literal("x86_64")]),
          Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }),
        }),
      });
      const { Properties } = Configured.parse(template.findResources("AWS::Lambda::Function")[id]);
      const values = whenDeployed(Properties.Environment.Variables);
      expect(z.strictObject(env.shape).safeParse(values).error).toBeUndefined();
    },
  );

  it.each(functions)("$construct consumes its queues, and fails message by message", (each) => {
    for (const source of each.sources) {
      template.hasResourceProperties("AWS::Lambda::EventSourceMapping", {
        EventSourceArn: queueArn(source),
        FunctionName: functionRef(each.construct),
        FunctionResponseTypes: ["ReportBatchItemFailures"],
      });
    }
    const all = functions.flatMap(({ sources }) => sources);
    template.resourceCountIs("AWS::Lambda::EventSourceMapping", all.length);
  });

  it("park-dead-letter tells the deliveries that the queues allow", () => {
    template.hasResourceProperties("AWS::Lambda::Function", {
      Environment: {
        Variables: Match.objectLike({ MAX_DELIVERIES: "4", RESULT_DELIVERIES: "10" }),
      },
    });
  });

  it.each([
    ["job", "ScanImage", "ScansQueue"],
    ["job of a backfill", "ScanImage", "BackfillQueue"],
    ["result", "RecordVerdict", "ResultsQueue"],
  ])("no %s shows up again while %s may still be at it", (_, construct, queue) => {
    const timeoutOf = z.object({ Properties: z.object({ Timeout: z.number() }) });
    const resource =
      template.findResources("AWS::Lambda::Function")[idOf("AWS::Lambda::Function", construct)];
    const { Timeout } = timeoutOf.parse(resource).Properties;
    expect(queueProperties(queue)).toMatchObject({ VisibilityTimeout: 6 * Timeout });
  });

  it("scan-image gives up a scan before Lambda gives it up", () => {
    template.hasResourceProperties("AWS::Lambda::Function", {
      Environment: { Variables: Match.objectLike({ SCAN_TIMEOUT_SECONDS: "100" }) },
      Timeout: 120,
    });
  });

  // The other functions have two of a new account's ten executions.
  it.each([
    ["ScansQueue", 6],
    ["BackfillQueue", 2],
  ])("scan-image takes single jobs from %s, at most %i at once", (queue, MaximumConcurrency) => {
    template.hasResourceProperties("AWS::Lambda::EventSourceMapping", {
      EventSourceArn: queueArn(queue),
      BatchSize: 1,
      ScalingConfig: { MaximumConcurrency },
    });
  });
});

it("the query API logs which route was asked, and no key", () => {
  const [stage] = Object.values(template.findResources("AWS::ApiGatewayV2::Stage"));
  const format = stage?.["Properties"].AccessLogSettings.Format;
  expect(format).toContain('"route":"$context.routeKey"');
  expect(format).not.toMatch(/[pP]ath/);
});

it("the query API has the routes of the contract, for signed requests alone", () => {
  const routes = Object.values(template.findResources("AWS::ApiGatewayV2::Route"));
  expect(routes.map(({ Properties }) => Properties.RouteKey).sort()).toEqual(
    [...Object.values(VERDICT_ROUTES).map((path) => `GET ${path}`), `POST ${SCANS_ROUTE}`].sort(),
  );
  template.allResourcesProperties("AWS::ApiGatewayV2::Route", { AuthorizationType: "AWS_IAM" });
});

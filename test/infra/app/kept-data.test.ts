import { Match, Template } from "aws-cdk-lib/assertions";
import { describe, expect, it } from "vitest";
import { makeApp, makeStacks } from "../../helpers/infra/synth.ts";

const SYNTH = { timeout: 60_000 };

const templatesOf = (context: Record<string, string>) => {
  const app = makeApp({ bundled: false });
  const { stateful, pipeline } = makeStacks(app, { compute: "lambdaCpu", ...context });
  return { stateful: Template.fromStack(stateful), pipeline: Template.fromStack(pipeline) };
};

describe.each(["one", "split"])("what an earlier scanner left behind, stacks=%s", (stacks) => {
  it("is taken up by name, and nothing new is made in its place", SYNTH, () => {
    const kept = { bucket: "old-images", maskBucket: "old-masks", verdictTable: "old-verdicts" };
    const { stateful, pipeline } = templatesOf({ stacks, ...kept });
    for (const template of [stateful, pipeline]) {
      template.resourceCountIs("AWS::S3::Bucket", 0);
      template.resourceCountIs("AWS::DynamoDB::Table", 0);
    }
    pipeline.hasOutput("ImageBucketName", { Value: "old-images" });
    pipeline.hasOutput("MaskBucketName", { Value: "old-masks" });
    pipeline.hasOutput("VerdictTableName", { Value: "old-verdicts" });
    pipeline.hasResourceProperties("AWS::Lambda::Function", {
      Environment: {
        Variables: Match.objectLike({ VERDICT_TABLE: "old-verdicts", MASK_BUCKET: "old-masks" }),
      },
    });
  });
});

it("may be read and written by whom its own would be", SYNTH, () => {
  const { pipeline } = templatesOf({ maskBucket: "old-masks", verdictTable: "old-verdicts" });
  const policies = JSON.stringify(pipeline.findResources("AWS::IAM::Policy"));
  expect(policies).toContain(":s3:::old-masks/masks/*");
  expect(policies).toContain(":table/old-verdicts");
  expect(policies).toContain(":table/old-verdicts/index/");
});

describe("the lifecycle of images", () => {
  const rulesOf = (template: Template) =>
    Object.values(template.findResources("AWS::S3::Bucket"))
      .map(({ Properties }) => Properties.LifecycleConfiguration.Rules)
      .filter((rules) => JSON.stringify(rules).includes('"DaysAfterInitiation":7'));
  const aborted = { AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 }, Status: "Enabled" };

  it("ends uploads that were left half-way, and keeps old versions", SYNTH, () => {
    expect(rulesOf(templatesOf({}).stateful)).toEqual([[aborted]]);
  });

  it("deletes old versions, and what is left of a deletion, when it is asked to", SYNTH, () => {
    expect(rulesOf(templatesOf({ oldVersionDays: "30" }).stateful)).toEqual([
      [
        aborted,
        {
          ExpiredObjectDeleteMarker: true,
          NoncurrentVersionExpiration: { NoncurrentDays: 30 },
          Status: "Enabled",
        },
      ],
    ]);
  });
});

describe("logs", () => {
  it.each(["lambdaCpu", "ecsGpu", "sageMaker"])(
    "of every function expire, the CDK's own too: %s",
    SYNTH,
    (compute) => {
      const app = makeApp({ bundled: false });
      const template = Template.fromStack(makeStacks(app, { stacks: "one", compute }).pipeline);
      const groups = template.findResources("AWS::Logs::LogGroup");
      for (const { Properties } of Object.values(groups)) {
        expect(Properties).toMatchObject({ RetentionInDays: 90 });
      }
      const functions = Object.values(template.findResources("AWS::Lambda::Function"));
      const named = functions.map(({ Properties }) => Properties.LoggingConfig?.LogGroup?.Ref);
      expect(named.filter((id) => groups[id] === undefined)).toEqual([]);
      expect(new Set(named).size).toBe(functions.length);
    },
  );
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Stack } from "aws-cdk-lib";
import { Match, Template } from "aws-cdk-lib/assertions";
import { Bucket } from "aws-cdk-lib/aws-s3";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { readConfig } from "../../../lib/app/config.ts";
import { ImageScanner } from "../../../lib/image-scanner.ts";
import { makeApp, makeStacks } from "../../helpers/infra/synth.ts";
import { temporaryFolder } from "../../helpers/temporary-folder.ts";

const SYNTH = { timeout: 60_000 };
const THEIRS = "444455556666";
const KEY = `arn:aws:kms:eu-central-1:${THEIRS}:key/photos`;

const Statement = z.looseObject({
  Action: z.union([z.string().transform((one) => [one]), z.array(z.string())]),
  Resource: z.json(),
  Condition: z.json().optional(),
});
const Granted = z.object({
  Metadata: z.object({ Statements: z.record(z.string(), z.array(Statement)) }),
  Resources: z.record(
    z.string(),
    z.object({
      Type: z.string(),
      Properties: z.looseObject({ EventPattern: z.json().optional() }),
    }),
  ),
});
const Joined = z.object({ "Fn::Join": z.tuple([z.literal(""), z.array(z.unknown())]) });
const Policy = z.object({
  Properties: z.object({ PolicyDocument: z.object({ Statement: z.array(Statement) }) }),
});

/** Every statement of our roles about a place, whichever stack they are in. */
function oursAbout(place: string, stacks: readonly (Stack | undefined)[]) {
  return stacks
    .flatMap((stack) => (stack ? [Template.fromStack(stack)] : []))
    .flatMap((template) => Object.values(template.findResources("AWS::IAM::Policy")))
    .flatMap((policy) => Policy.parse(policy).Properties.PolicyDocument.Statement)
    .filter(({ Resource }) => placesIn(Resource).includes(place));
}

/** With the partition filled in; what else is known only when it is deployed is a star. */
function placesIn(resource: unknown): string[] {
  const all = Array.isArray(resource) ? resource : [resource];
  return all.map((each) => {
    const joined = Joined.safeParse(each).data?.["Fn::Join"][1] ?? [each];
    return joined.map((part) => (typeof part === "string" ? part : knownPart(part))).join("");
  });
}

function knownPart(part: unknown): string {
  return JSON.stringify(part) === '{"Ref":"AWS::Partition"}' ? "aws" : "*";
}

const actionsIn = (statements: readonly z.infer<typeof Statement>[]) =>
  [...new Set(statements.flatMap(({ Action }) => Action))].sort();

async function asked(context: Readonly<Record<string, string>> = {}) {
  const outdir = await temporaryFolder();
  const stacks = makeStacks(makeApp({ bundled: false, outdir }), {
    compute: "lambdaCpu",
    bucket: "photos",
    prefix: "in/",
    sourceAccount: THEIRS,
    ...context,
  });
  const file = join(outdir, "FasaScanner.source-account.json");
  const granted = Granted.parse(JSON.parse(readFileSync(file, "utf8")));
  return { ...stacks, granted, template: Template.fromStack(stacks.pipeline) };
}

describe("a bucket of another account", () => {
  it("tells through a bus that takes events from that account alone", SYNTH, async () => {
    const { template } = await asked();
    template.resourceCountIs("AWS::Events::EventBus", 1);
    template.resourceCountIs("AWS::Events::EventBusPolicy", 1);
    template.hasResourceProperties("AWS::Events::EventBusPolicy", {
      Statement: Match.objectLike({
        Effect: "Allow",
        Action: "events:PutEvents",
        Principal: {
          AWS: { "Fn::Join": ["", ["arn:", { Ref: "AWS::Partition" }, `:iam::${THEIRS}:root`]] },
        },
      }),
    });
    template.hasResourceProperties("AWS::Events::Rule", {
      EventBusName: { Ref: Match.stringLikeRegexp("ImagesBus") },
      EventPattern: {
        account: [THEIRS],
        source: ["aws.s3"],
        "detail-type": ["Object Created", "Object Deleted"],
        detail: { bucket: { name: ["photos"] }, object: { key: [{ wildcard: "in/*" }] } },
      },
      Targets: [Match.objectLike({ DeadLetterConfig: Match.anyValue() })],
    });
  });

  it("is left as it is", SYNTH, async () => {
    const { template } = await asked();
    template.resourceCountIs("Custom::S3BucketNotifications", 0);
    template.resourceCountIs("AWS::S3::BucketPolicy", 0);
  });

  it.each([
    ["lambdaCpu", {}],
    ["ecsGpu", { quarantine: "move", quarantineTo: "held" }],
    ["sageMaker", { kmsKeyArn: KEY.replace("photos", "0-1") }],
  ])("may be used as long as it is theirs: %s", SYNTH, async (compute, context) => {
    const { stateful, pipeline, compute: own } = await asked({ compute, ...context });
    const places = ["arn:aws:s3:::photos", "arn:aws:s3:::photos/*"];
    const statements = places.flatMap((each) => oursAbout(each, [stateful, pipeline, own]));
    expect(statements.length).toBeGreaterThan(6);
    for (const { Condition } of statements) {
      expect(Condition).toMatchObject({ StringEquals: { "aws:ResourceAccount": THEIRS } });
    }
  });
});

describe("what that account is asked for", () => {
  it.each([
    ["lambdaCpu", {}],
    ["ecsGpu", { quarantine: "move", quarantineTo: "held" }],
    ["lambdaCpu", { quarantine: "copy", quarantineTo: "held" }],
    ["sageMaker", {}],
  ])("is all that is done here, and no more: %s %j", SYNTH, async (compute, context) => {
    const { granted, stateful, pipeline, compute: own } = await asked({ compute, ...context });
    const statements = granted.Metadata.Statements["bucket photos"] ?? [];
    const places = statements.flatMap(({ Resource }) => placesIn(Resource));
    expect(places).toEqual(["arn:aws:s3:::photos", "arn:aws:s3:::photos/*"]);
    for (const [index, place] of places.entries()) {
      const ours = actionsIn(oursAbout(place, [stateful, pipeline, own]));
      expect(actionsIn(statements.slice(index, index + 1))).toEqual(ours);
    }
  });

  it("is the use of the key, where there is one", SYNTH, async () => {
    const kmsKeyArn = KEY.replace("photos", "0-1");
    const { granted, pipeline } = await asked({ kmsKeyArn });
    const theirs = granted.Metadata.Statements[`key ${kmsKeyArn}`] ?? [];
    expect(actionsIn(theirs)).toEqual(actionsIn(oursAbout(kmsKeyArn, [pipeline])));
    expect(actionsIn(theirs)).toEqual(["kms:Decrypt"]);
    expect(Object.keys((await asked()).granted.Metadata.Statements)).toEqual(["bucket photos"]);
  });

  it("is granted to the roles of this scanner, by the stacks that they are in", SYNTH, async () => {
    const { granted, pipeline, compute } = await asked({ compute: "ecsGpu" });
    const patterns = z
      .object({ ArnLike: z.object({ "aws:PrincipalArn": z.array(z.string()) }) })
      .parse(granted.Metadata.Statements["bucket photos"]?.[0]?.Condition).ArnLike[
      "aws:PrincipalArn"
    ];
    for (const stack of [pipeline, compute]) {
      const begin = `:role/${stack?.stackName}`;
      expect(
        patterns.some((each) => each.endsWith(`${begin}*`)),
        begin,
      ).toBe(true);
    }
    expect(patterns).toHaveLength(2);
  });

  it("sends just the events that the rule here takes, to its bus", SYNTH, async () => {
    const { granted, template } = await asked({ suffix: ".jpg,.png" });
    const [ours] = Object.values(template.findResources("AWS::Events::Rule"));
    const { account, ...pattern } = z
      .object({ Properties: z.object({ EventPattern: z.looseObject({ account: z.json() }) }) })
      .parse(ours).Properties.EventPattern;
    expect(account).toEqual([THEIRS]);
    expect(granted.Resources["Uploads0"]?.Properties.EventPattern).toEqual(pattern);
    const [bus] = Object.values(template.findResources("AWS::Events::EventBus"));
    expect(JSON.stringify(granted.Resources)).toContain(
      `{"Ref":"ScannerAccount"},"event-bus/${bus?.["Properties"].Name}"`,
    );
  });
});

it("docs/accounts.md shows the statements as they are generated", SYNTH, async () => {
  const [, shown = ""] = /```json\n(.*?)```/s.exec(readFileSync("docs/accounts.md", "utf8")) ?? [];
  const { granted } = await asked({ stacks: "one", bucket: "their-photos" });
  expect(JSON.parse(shown)).toEqual(granted.Metadata.Statements["bucket their-photos"]);
});

it("lies beside one of the scanner's own account, which is used as ever", SYNTH, () => {
  const stack = new Stack(makeApp({ bundled: false }), "Customer");
  const named = (name: string) => Bucket.fromBucketName(stack, name, name);
  const scanner = new ImageScanner(stack, "Scanner", {
    sources: [{ bucket: named("photos"), account: THEIRS }, { bucket: named("press") }],
    tags: "verdict",
  });
  const template = Template.fromStack(stack);
  template.resourceCountIs("Custom::S3BucketNotifications", 1);
  template.hasResourceProperties("AWS::Events::Rule", {
    EventBusName: Match.absent(),
    EventPattern: Match.objectLike({ account: Match.absent() }),
  });
  for (const { Condition } of oursAbout("arn:aws:s3:::press/*", [stack])) {
    expect(Condition).toBeUndefined();
  }
  const { Statements } = Granted.parse(scanner.sourceAccountTemplate(THEIRS)).Metadata;
  expect(Object.keys(Statements)).toEqual(["bucket photos"]);
  const ours = actionsIn(oursAbout("arn:aws:s3:::photos/*", [stack]));
  expect(actionsIn(Statements["bucket photos"]?.slice(1) ?? [])).toEqual(ours);
  expect(ours).toContain("s3:PutObjectVersionTagging");
});

it.each([
  [{ sourceAccount: THEIRS }, "name them with bucket"],
  [{ sourceAccount: "4444", bucket: "photos" }, "expected the twelve digits of an account"],
])("refuses %j", (context, message) => {
  const app = makeApp({ bundled: false });
  for (const [name, value] of Object.entries(context)) app.node.setContext(name, value);
  expect(() => readConfig(app.node)).toThrow(message);
});

import { Duration, Stack, Stage, Validations } from "aws-cdk-lib";
import { Match, Template } from "aws-cdk-lib/assertions";
import { Key } from "aws-cdk-lib/aws-kms";
import { Bucket } from "aws-cdk-lib/aws-s3";
import { AwsSolutionsChecks } from "cdk-nag";
import { beforeEach, describe, expect, it } from "vitest";
import type { Verdict } from "../../core/contracts/verdict.ts";
import { scannedVerdictOf, unscannedVerdictOf } from "../../core/verdicts/result-to-verdict.ts";
import { type CanaryDeps, makeCanary } from "../../lambdas/canary/canary.ts";
import { ImageScanner } from "../../lib/image-scanner.ts";
import { parkedResult, scannedResult } from "../helpers/builders.ts";
import { actionsOf, statementsOf } from "../helpers/infra/policies.ts";
import { makeApp } from "../helpers/infra/synth.ts";

const found = scannedVerdictOf(scannedResult(), "masks");
const KEY = "in/fasa-canary/2026-11-24T12:00:00.000Z.jpg";

let did: string[];
let counted: string[];
let logged: unknown[];
let nowMs = 0;
beforeEach(() => {
  [did, counted, logged, nowMs] = [[], [], [], 0];
});

/** A run whose verdict shows up at the second look. */
function run(verdict: Verdict | undefined, deps: Partial<CanaryDeps> = {}): Promise<void> {
  let looks = 0;
  return makeCanary({
    images: {
      upload: async (key) => {
        did.push(`upload ${key}`);
        return "v1";
      },
      remove: async (key, version) => void did.push(`remove ${key} ${version}`),
    },
    verdicts: { get: async () => (looks++ === 0 ? undefined : verdict) },
    clock: { now: () => new Date("2026-11-24T12:00:00Z"), monotonicMs: () => nowMs },
    sleep: async (ms) => {
      nowMs += ms;
    },
    telemetry: {
      log: (level, event, fields) => void logged.push([level, event, fields?.["received"]]),
      metric: (name) => void counted.push(name),
    },
    bucket: "uploads",
    keyPrefix: "in/",
    picture: Uint8Array.of(1),
    verdictTimeoutMs: 60_000,
    ...deps,
  })();
}

describe("the canary", () => {
  it("passes when its image is found, and takes away exactly what it put there", async () => {
    await run(found);
    expect(counted).toEqual(["CanaryPassed"]);
    expect(did).toEqual([`upload ${KEY}`, `remove ${KEY} v1`]);
  });

  it.each<[string, Verdict | undefined, unknown]>([
    ["is called authentic", { ...found, label: "authentic" }, { label: "authentic" }],
    ["cannot be scanned", unscannedVerdictOf(parkedResult()), { state: "failed" }],
    ["has no verdict in time", undefined, "no verdict in time"],
  ])("fails when its image %s", async (_, verdict, received) => {
    await run(verdict);
    expect(counted).toEqual(["CanaryFailed"]);
    const told = typeof received === "string" ? received : expect.objectContaining(received);
    expect(logged).toEqual([["error", "canary", told]]);
    expect(did).toHaveLength(2);
  });

  it("fails when it cannot even upload", async () => {
    const upload = () => Promise.reject(new Error("denied"));
    await run(found, { images: { upload, remove: async () => {} } });
    expect(counted).toEqual(["CanaryFailed"]);
  });

  it("passes, and says so, when its image cannot be taken away", async () => {
    const remove = () => Promise.reject(new Error("denied"));
    await run(found, { images: { upload: async () => undefined, remove } });
    expect(counted).toEqual(["CanaryPassed"]);
    expect(logged).toContainEqual(["warn", "canary-not-removed", undefined]);
  });
});

const SYNTH = { timeout: 60_000 };

function checkedStack(): Stack {
  const app = makeApp({ bundled: false });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return new Stack(app, "Customer");
}

/** @throws Error for what cdk-nag finds. */
function templateOf(stack: Stack): Template {
  Stage.of(stack)?.synth();
  return Template.fromStack(stack);
}

const ACTIONS = [
  "dynamodb:GetItem",
  "logs:CreateLogStream",
  "logs:PutLogEvents",
  "s3:DeleteObject",
  "s3:DeleteObjectVersion",
  "s3:PutObject",
];

it("runs every hour, may do little, and has an alarm", SYNTH, () => {
  const stack = checkedStack();
  new ImageScanner(stack, "Scanner", { canary: { keyPrefix: "in/" } });
  const template = templateOf(stack);
  template.hasResourceProperties("AWS::Events::Rule", { ScheduleExpression: "rate(1 hour)" });
  template.hasResourceProperties("AWS::Lambda::EventInvokeConfig", { MaximumRetryAttempts: 0 });
  // A function that cannot even start has failed too.
  const metricNamed = (MetricName: string) =>
    Match.objectLike({ MetricStat: { Metric: Match.objectLike({ MetricName }) } });
  template.hasResourceProperties("AWS::CloudWatch::Alarm", {
    AlarmDescription: Match.stringLikeRegexp("#the-canary-fails$"),
    Metrics: Match.arrayWith([metricNamed("CanaryFailed"), metricNamed("Errors")]),
  });
  expect(actionsOf(template, "ScannerCanary")).toEqual(ACTIONS);
  const objects = statementsOf(template, "ScannerCanary").filter(({ Action }) =>
    Action.includes("s3:PutObject"),
  );
  expect(JSON.stringify(objects)).toContain('"/in/fasa-canary/*"');
});

it("may use the key of a bucket that has one, for its upload alone", SYNTH, () => {
  const stack = checkedStack();
  const arn = "arn:aws:kms:eu-central-1:111122223333:key/photos";
  const encryptionKey = Key.fromKeyArn(stack, "Key", arn);
  const bucket = Bucket.fromBucketAttributes(stack, "Photos", {
    bucketName: "photos",
    encryptionKey,
  });
  new ImageScanner(stack, "Scanner", { sources: [{ bucket }], canary: {} });
  const actions = [...ACTIONS, "kms:GenerateDataKey"].sort();
  expect(actionsOf(templateOf(stack), "ScannerCanary")).toEqual(actions);
});

it("refuses to wait for longer than a function may run", SYNTH, () => {
  const verdictTimeout = Duration.seconds(841);
  expect(() => new ImageScanner(checkedStack(), "Scanner", { canary: { verdictTimeout } })).toThrow(
    "canary.verdictTimeout: expected at most 14 minutes, received 14 minutes 1 second",
  );
});

it.each([
  ["begin", { prefixes: ["in/"] }, { keyPrefix: "out/" }],
  ["end", { suffixes: [".png"] }, {}],
])(
  "refuses a canary whose keys %s as none that is scanned",
  (_, filter, canary) => {
    const stack = new Stack(makeApp({ bundled: false }), "Customer");
    expect(() => new ImageScanner(stack, "Scanner", { filter, canary })).toThrow("never scanned");
  },
  60_000,
);

it("begins its keys as the filter asks", () => {
  const stack = new Stack(makeApp({ bundled: false }), "Customer");
  const filter = { prefixes: ["press/", "in/"], suffixes: [".jpg"] };
  new ImageScanner(stack, "Scanner", { filter, canary: {} });
  Template.fromStack(stack).hasResourceProperties("AWS::Lambda::Function", {
    Environment: { Variables: Match.objectLike({ KEY_PREFIX: "press/" }) },
  });
}, 60_000);

import { Stack, Validations } from "aws-cdk-lib";
import { Match, Template } from "aws-cdk-lib/assertions";
import { AwsSolutionsChecks } from "cdk-nag";
import { beforeEach, describe, expect, it } from "vitest";
import type { Verdict } from "../../core/contracts/verdict.ts";
import { scannedVerdictOf, unscannedVerdictOf } from "../../core/scan/verdict-of.ts";
import { type CanaryDeps, makeCanary } from "../../lambdas/canary/canary.ts";
import { ImageScanner } from "../../lib/image-scanner.ts";
import { parkedResult, scannedResult } from "../helpers/builders.ts";
import { actionsOf } from "../helpers/policies.ts";
import { makeApp } from "../helpers/synth.ts";

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

it("runs every hour, may do little, and has an alarm", { timeout: 60_000 }, () => {
  const app = makeApp({ bundled: false });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  const stack = new Stack(app, "Customer");
  new ImageScanner(stack, "Scanner", { canary: { keyPrefix: "in/" } });
  app.synth();
  const template = Template.fromStack(stack);
  template.hasResourceProperties("AWS::Events::Rule", { ScheduleExpression: "rate(1 hour)" });
  template.hasResourceProperties("AWS::CloudWatch::Alarm", {
    MetricName: "CanaryFailed",
    AlarmDescription: Match.stringLikeRegexp("#the-canary-fails$"),
  });
  expect(actionsOf(template, "ScannerCanary")).toEqual([
    "dynamodb:GetItem",
    "logs:CreateLogStream",
    "logs:PutLogEvents",
    "s3:DeleteObject",
    "s3:DeleteObjectVersion",
    "s3:PutObject",
  ]);
});

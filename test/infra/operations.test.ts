import { readFileSync } from "node:fs";
import { Stack } from "aws-cdk-lib";
import { Match, Template } from "aws-cdk-lib/assertions";
import { Bucket } from "aws-cdk-lib/aws-s3";
import { Topic } from "aws-cdk-lib/aws-sns";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { METRIC_NAMESPACE, METRIC_UNITS } from "../../core/settings/metrics.ts";
import { ecsGpu } from "../../lib/compute/ecs/ecs-gpu.ts";
import { ImageScanner } from "../../lib/image-scanner.ts";
import { deployedText } from "../helpers/infra/deployed-text.ts";
import { makeApp } from "../helpers/infra/synth.ts";

const Alarm = z.object({
  Properties: z.looseObject({
    AlarmDescription: z.string(),
    AlarmActions: z.array(z.unknown()),
    OKActions: z.array(z.unknown()),
    TreatMissingData: z.literal("notBreaching"),
  }),
});

const Widgets = z.object({
  widgets: z.array(
    z.object({
      properties: z.object({ title: z.string(), metrics: z.array(z.array(z.unknown())) }),
    }),
  ),
});

let template: Template;
beforeAll(() => {
  const stack = new Stack(makeApp({ bundled: false }), "Customer");
  const alarmTopic = Topic.fromTopicArn(
    stack,
    "Topic",
    "arn:aws:sns:eu-central-1:111122223333:ops",
  );
  new ImageScanner(stack, "Scanner", {
    alarmTopic,
    sources: [{ bucket: Bucket.fromBucketName(stack, "Photos", "photos") }],
    canary: {},
    securityHub: true,
    verdictTopic: alarmTopic,
    compute: ecsGpu({ network: "public" }),
  });
  template = Template.fromStack(stack);
}, 60_000);

/** All alarms but those that only start an instance. */
const told = () =>
  Object.values(template.findResources("AWS::CloudWatch::Alarm"))
    .filter(({ Properties }) => Properties.AlarmDescription?.includes("docs/operations.md"))
    .map((alarm) => Alarm.parse(alarm));

/** As GitHub writes the link to a heading. */
const anchorOf = (heading: string) => heading.toLowerCase().replaceAll(" ", "-");

it("every alarm has a section of docs/operations.md, and every section an alarm", () => {
  const headings = readFileSync("docs/operations.md", "utf8").matchAll(/^## (.+)$/gm);
  const alarms = told();
  const named = alarms.map(({ Properties }) => Properties.AlarmDescription.split("#").at(-1));
  expect(alarms.length).toBeGreaterThan(7);
  expect([...new Set(named)].sort()).toEqual(
    [...headings].map(([, heading = ""]) => anchorOf(heading)).sort(),
  );
});

it("every alarm and its end is told", () => {
  const topic = ["arn:aws:sns:eu-central-1:111122223333:ops"];
  for (const { Properties } of told()) {
    expect([Properties.AlarmActions, Properties.OKActions]).toEqual([topic, topic]);
  }
});

it("watches metrics that are emitted", () => {
  const text = JSON.stringify(template.toJSON());
  const ours = new RegExp(`"Namespace":"${METRIC_NAMESPACE}"`, "g");
  expect(text.match(ours)?.length).toBeGreaterThan(3);
  const alarmed = [...text.matchAll(/"MetricName":"(\w+)","Namespace":"FasaScanner"/g)];
  expect(alarmed.length).toBeGreaterThan(3);
  for (const [, name] of alarmed) expect(Object.keys(METRIC_UNITS)).toContain(name);
});

it("raises no alarm for a backfill that waits: to wait is its nature", () => {
  const scaling = "Starts the first task. Nothing is wrong.";
  const watching = (queue: string) =>
    Object.values(template.findResources("AWS::CloudWatch::Alarm"))
      .filter((alarm) => JSON.stringify(alarm).includes(`Scanner${queue}Queue`))
      .map(({ Properties }) => Properties.AlarmDescription);
  expect(watching("Scans").length).toBeGreaterThan(1);
  expect(watching("Backfill")).toEqual([scaling]);
});

it("shows on the dashboard how much waits in each queue", () => {
  const Body = z.object({ Properties: z.object({ DashboardBody: z.unknown() }) });
  const bodies = Object.values(template.findResources("AWS::CloudWatch::Dashboard"))
    .map((dashboard) => Body.parse(dashboard).Properties.DashboardBody)
    .map((body) => Widgets.parse(JSON.parse(deployedText(body, (id) => id))));
  const waiting = bodies
    .flatMap(({ widgets }) => widgets)
    .filter(({ properties }) => properties.title === "Waiting");
  expect(
    waiting.flatMap(({ properties }) => properties.metrics.map((metric) => metric[3])),
  ).toEqual([
    expect.stringMatching(/^ScannerScansQueue/),
    expect.stringMatching(/^ScannerBackfillQueue/),
    expect.stringMatching(/^ScannerResultsQueue/),
  ]);
});

it("goes off for uploads without any verdict, not for an idle hour or a bucket's test event", () => {
  template.hasResourceProperties("AWS::CloudWatch::Alarm", {
    Metrics: Match.arrayWith([
      Match.objectLike({ Expression: "IF(verdicts > 0, 0, FILL(arrived, 0))", ReturnData: true }),
    ]),
    Threshold: 10,
    // Within one hour, a cold start of a GPU would raise it.
    EvaluationPeriods: 2,
    ComparisonOperator: "GreaterThanThreshold",
  });
});

describe("what AWS holds back", () => {
  const metricsOf = (section: string) => {
    const [alarm] = told().filter(({ Properties }) =>
      Properties.AlarmDescription.endsWith(`#${section}`),
    );
    return JSON.stringify(alarm);
  };

  it("of the functions that take messages", () => {
    const metrics = metricsOf("functions-are-throttled");
    expect(metrics.match(/"MetricName":"Throttles"/g)).toHaveLength(2);
    expect(metrics).toMatch(/ScannerRecordVerdictFunction.*ScannerParkDeadLetterFunction/);
  });

  it("of the table and of its index", () => {
    const metrics = metricsOf("the-table-is-throttled");
    expect(metrics.match(/"MetricName":"WriteThrottleEvents"/g)).toHaveLength(2);
    expect(metrics.match(/GlobalSecondaryIndexName/g)).toHaveLength(1);
  });

  it("of the API, as its errors", () => {
    expect(metricsOf("the-api-fails")).toContain('"MetricName":"5xx"');
  });
});

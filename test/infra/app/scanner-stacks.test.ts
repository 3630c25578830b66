import { Annotations, Match, Template } from "aws-cdk-lib/assertions";
import { describe, expect, it } from "vitest";
import { FOLLOW_UP_WATCHED, idleCost, WATCHED } from "../../../core/cost/idle-cost.ts";
import { ComputeName } from "../../../core/settings/compute-name.ts";
import { makeApp, makeStacks } from "../../helpers/infra/synth.ts";
import { alarmMetricsOf, queuesReadOf } from "../../helpers/infra/watched.ts";

const SYNTH = { timeout: 60_000 };

const stacksOf = (context: Record<string, string>) => {
  const app = makeApp({ bundled: false });
  return { app, ...makeStacks(app, context) };
};

describe("stacks of the app", () => {
  it("are one, so that `cdk deploy` needs no name", SYNTH, () => {
    const { app, pipeline, stateful, compute } = stacksOf({ stacks: "one" });
    expect(app.node.children).toEqual([pipeline]);
    expect([stateful, compute]).toEqual([pipeline, pipeline]);
    expect(pipeline.stackName).toBe("FasaScanner");
    Template.fromStack(pipeline).allResources("AWS::DynamoDB::Table", { DeletionPolicy: "Retain" });
  });

  it("are three where they are asked for, and begin as the scanner is named", SYNTH, () => {
    const { stateful, pipeline, compute } = stacksOf({ name: "Press" });
    expect([stateful, pipeline, compute].map((stack) => stack?.stackName)).toEqual([
      "PressStateful",
      "PressPipeline",
      "PressCompute",
    ]);
  });

  it("of two scanners count apart", SYNTH, () => {
    const [a, b] = ["Press", "Photos"].map(
      (name) => stacksOf({ name, stacks: "one", compute: "lambdaCpu" }).scanner.scanner,
    );
    expect(a).not.toEqual(b);
  });

  it.each([
    ["ecsGpu", "needs Docker here"],
    ["sageMaker", "ml.g4dn.xlarge for endpoint usage"],
    ["lambdaCpu", "needs neither Docker nor a quota"],
  ])("say what is deployed, what it costs idle and what it needs: %s", SYNTH, (compute, needs) => {
    const { pipeline } = stacksOf({ stacks: "one", compute });
    const told = JSON.stringify(
      Annotations.fromStack(pipeline).findInfo(
        "*",
        Match.stringLikeRegexp(`compute=${compute}, in one stack`),
      ),
    );
    const usd = idleCost({ compute: ComputeName.parse(compute) }).reduce(
      (sum, it) => sum + it.usd,
      0,
    );
    expect(told).toContain(`about ${usd.toFixed(0)} US dollars a month`);
    expect(told).toContain(needs);
  });
});

describe("the list of what is watched while nothing comes", () => {
  it.each(ComputeName.options)("counts what the template has: %s", SYNTH, (compute) => {
    const { pipeline } = stacksOf({ stacks: "one", compute });
    const template = Template.fromStack(pipeline);
    const { alarmMetrics, queuesRead } = WATCHED[compute];
    expect({
      alarmMetrics: alarmMetricsOf(template),
      queuesRead: queuesReadOf(template),
    }).toEqual({ alarmMetrics, queuesRead });
  });

  it("counts what each follow-up adds", SYNTH, () => {
    const { pipeline } = stacksOf({
      stacks: "one",
      compute: "lambdaCpu",
      quarantine: "copy",
      quarantineTo: "held",
      securityHub: "on",
    });
    const template = Template.fromStack(pipeline);
    const { alarmMetrics, queuesRead } = WATCHED.lambdaCpu;
    expect(alarmMetricsOf(template)).toBe(alarmMetrics + 2 * FOLLOW_UP_WATCHED.alarmMetrics);
    expect(queuesReadOf(template)).toBe(queuesRead + 2 * FOLLOW_UP_WATCHED.queuesRead);
  });
});

import { Match, type Template } from "aws-cdk-lib/assertions";
import { beforeAll, it } from "vitest";
import { ecsGpuTemplate } from "../helpers/infra/synth.ts";

const SYNTH_TIMEOUT_MS = 60_000;

let template: Template;
beforeAll(() => {
  template = ecsGpuTemplate({});
}, SYNTH_TIMEOUT_MS);

const nameOf = (queue: string) => ({
  "Fn::ImportValue": Match.stringLikeRegexp(`Scanner${queue}Queue\\w+QueueName`),
});

/** One input of an expression: messages of a queue. */
const input = (Id: string, queue: string, which: string) =>
  Match.objectLike({
    Id,
    ReturnData: false,
    MetricStat: Match.objectLike({
      Metric: Match.objectLike({
        MetricName: `ApproximateNumberOfMessages${which}`,
        Dimensions: [{ Name: "QueueName", Value: nameOf(queue) }],
      }),
    }),
  });

it("tasks go from none to two", () => {
  template.hasResourceProperties("AWS::ApplicationAutoScaling::ScalableTarget", {
    MinCapacity: 0,
    MaxCapacity: 2,
    ScalableDimension: "ecs:service:DesiredCount",
  });
});

it("their number follows the backlog of each in both queues, what is in flight included", () => {
  template.hasResourceProperties("AWS::ApplicationAutoScaling::ScalingPolicy", {
    PolicyType: "TargetTrackingScaling",
    TargetTrackingScalingPolicyConfiguration: {
      TargetValue: 600,
      CustomizedMetricSpecification: {
        Metrics: [
          input("visible0", "Scans", "Visible"),
          input("visible1", "Backfill", "Visible"),
          input("inFlight0", "Scans", "NotVisible"),
          input("inFlight1", "Backfill", "NotVisible"),
          Match.objectLike({ Id: "running", ReturnData: false }),
          {
            Id: "tracked",
            ReturnData: true,
            Expression:
              "(FILL(visible0, 0) + FILL(visible1, 0) + FILL(inFlight0, 0) + FILL(inFlight1, 0))" +
              " / IF(FILL(running, 0) > 1, FILL(running, 0), 1)",
          },
        ],
      },
    },
  });
});

it("the first one starts for the first job in either queue", () => {
  template.hasResourceProperties("AWS::ApplicationAutoScaling::ScalingPolicy", {
    StepScalingPolicyConfiguration: {
      AdjustmentType: "ExactCapacity",
      StepAdjustments: [{ MetricIntervalLowerBound: 0, ScalingAdjustment: 1 }],
    },
  });
  template.hasResourceProperties("AWS::CloudWatch::Alarm", {
    Metrics: Match.arrayWith([
      Match.objectLike({
        Expression: "IF(FILL(visible0, 0) + FILL(visible1, 0) > 0 AND FILL(desired, 0) < 1, 1, 0)",
      }),
      input("visible0", "Scans", "Visible"),
      input("visible1", "Backfill", "Visible"),
      // While the first instance comes up none runs yet, and tracking may want more than one.
      Match.objectLike({
        Id: "desired",
        MetricStat: Match.objectLike({
          Metric: Match.objectLike({ MetricName: "DesiredTaskCount" }),
        }),
      }),
    ]),
    Threshold: 1,
    AlarmActions: [{ Ref: Match.stringLikeRegexp("EcsGpuScalingFirst") }],
  });
});

it.each([
  ["2", 1],
  ["100", 25],
])(
  "of at most %s tasks, %i instances start at once",
  { timeout: SYNTH_TIMEOUT_MS },
  (maxTasks, step) => {
    ecsGpuTemplate({ maxTasks }).hasResourceProperties("AWS::ECS::CapacityProvider", {
      AutoScalingGroupProvider: Match.objectLike({
        ManagedScaling: Match.objectLike({
          MaximumScalingStepSize: step,
          InstanceWarmupPeriod: 60,
        }),
      }),
    });
  },
);

it("some always run, when asked to", { timeout: SYNTH_TIMEOUT_MS }, () => {
  const always = ecsGpuTemplate({ minTasks: "1", maxTasks: "5" });
  always.hasResourceProperties("AWS::ApplicationAutoScaling::ScalableTarget", {
    MinCapacity: 1,
    MaxCapacity: 5,
  });
  always.resourcePropertiesCountIs(
    "AWS::ApplicationAutoScaling::ScalingPolicy",
    { PolicyType: "StepScaling" },
    0,
  );
});

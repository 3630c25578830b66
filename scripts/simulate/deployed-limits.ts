import { z } from "zod";
import type { FleetLimits } from "../../core/capacity/fleet.ts";
import type { SystemLimits } from "../../core/capacity/simulate.ts";
import type { StageLimits } from "../../core/capacity/stage.ts";
import { RECORD_SECONDS } from "../../core/cost/rates.ts";
import { type DeployedResources, propertiesOf } from "./deployed-template.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const MAX_IN_FLIGHT = 120_000;
/** `Assumption:` of an instance with the worker's image, from being wanted to its first scan. */
const INSTANCE_START_SECONDS = 600;
/** Between two looks of Application Auto Scaling at a metric of a minute. */
const LOOK_SECONDS = 60;
/** https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html: 5 at once, 300 more a minute. */
const [FIRST_FUNCTIONS, MORE_FUNCTIONS_A_MINUTE] = [5, 300] as const;

const QUEUE = "AWS::SQS::Queue";
const Queue = z.object({
  VisibilityTimeout: z.int(),
  RedrivePolicy: z.object({ maxReceiveCount: z.int() }),
});
const Mapping = z.object({ ScalingConfig: z.object({ MaximumConcurrency: z.int() }) });
const ScalableTarget = z.object({ MinCapacity: z.int(), MaxCapacity: z.int() });
const ScalingPolicy = z.object({
  TargetTrackingScalingPolicyConfiguration: z.object({ TargetValue: z.number() }),
});
const CapacityProvider = z.object({
  AutoScalingGroupProvider: z.object({
    ManagedScaling: z.object({ MaximumScalingStepSize: z.int() }),
  }),
});

/** What no template says. */
export interface Assumed {
  readonly imagesPerSecond: number;
  readonly failureShare: number;
}

/** Of the app with GPU tasks, from its template. */
export function limitsOf(resources: DeployedResources, assumed: Assumed): SystemLimits {
  const { imagesPerSecond, failureShare } = assumed;
  const stage = (part: RegExp, serviceSeconds: number): StageLimits => {
    const { VisibilityTimeout, RedrivePolicy } = propertiesOf(resources, QUEUE, part, Queue);
    const { maxReceiveCount: maxDeliveries } = RedrivePolicy;
    const bounds = { visibilitySeconds: VisibilityTimeout, maxInFlight: MAX_IN_FLIGHT };
    return { serviceSeconds, ...bounds, maxDeliveries, failureShare };
  };
  return {
    scan: stage(/ScansQueue/, 1),
    scanners: tasksOf(resources, imagesPerSecond),
    record: stage(/ResultsQueue/, RECORD_SECONDS),
    recorders: recordersOf(resources),
  };
}

function tasksOf(resources: DeployedResources, imagesPerSecond: number): FleetLimits {
  const scaling = "AWS::ApplicationAutoScaling";
  const target = propertiesOf(resources, `${scaling}::ScalableTarget`, /Tasks/, ScalableTarget);
  const policy = propertiesOf(resources, `${scaling}::ScalingPolicy`, /Backlog/, ScalingPolicy);
  const provider = "AWS::ECS::CapacityProvider";
  const { AutoScalingGroupProvider } = propertiesOf(resources, provider, /./, CapacityProvider);
  return {
    min: target.MinCapacity,
    max: target.MaxCapacity,
    backlogEach: policy.TargetTrackingScalingPolicyConfiguration.TargetValue,
    startSeconds: INSTANCE_START_SECONDS,
    stepSize: AutoScalingGroupProvider.ManagedScaling.MaximumScalingStepSize,
    decideEverySeconds: LOOK_SECONDS,
    imagesPerSecond,
  };
}

function recordersOf(resources: DeployedResources): FleetLimits {
  const type = "AWS::Lambda::EventSourceMapping";
  const part = /^ScannerRecordVerdictFunction/;
  const { ScalingConfig } = propertiesOf(resources, type, part, Mapping);
  return {
    min: Math.min(FIRST_FUNCTIONS, ScalingConfig.MaximumConcurrency),
    max: ScalingConfig.MaximumConcurrency,
    backlogEach: 1,
    startSeconds: 1,
    stepSize: MORE_FUNCTIONS_A_MINUTE / LOOK_SECONDS,
    decideEverySeconds: 1,
    imagesPerSecond: 1 / RECORD_SECONDS,
  };
}

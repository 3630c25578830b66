import { Duration } from "aws-cdk-lib";
import {
  AdjustmentType,
  ScalableTarget,
  ServiceNamespace,
  StepScalingAction,
} from "aws-cdk-lib/aws-applicationautoscaling";
import { Alarm, Stats, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import { ApplicationScalingAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import { Construct } from "constructs";
import type { Endpoint } from "./endpoint.ts";

export interface EndpointScalingProps {
  readonly endpoint: Endpoint;
  readonly minInstances: number;
  readonly maxInstances: number;
  readonly backlogPerInstance: number;
}

const MINUTE = Duration.minutes(1);
/** An instance takes some minutes to come up; so long it counts as one that will scan. */
const COOLDOWN = Duration.minutes(5);

/**
 * As many instances as the endpoint's own backlog asks for, down to none.
 * https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-autoscale.html
 */
export class EndpointScaling extends Construct {
  readonly target: ScalableTarget;

  constructor(scope: Construct, id: string, props: EndpointScalingProps) {
    super(scope, id);
    const { endpoint, minInstances, maxInstances, backlogPerInstance } = props;
    this.target = new ScalableTarget(this, "Instances", {
      serviceNamespace: ServiceNamespace.SAGEMAKER,
      resourceId: endpoint.scalingId,
      scalableDimension: "sagemaker:variant:DesiredInstanceCount",
      minCapacity: minInstances,
      maxCapacity: maxInstances,
    });
    this.target.scaleToTrackMetric("Backlog", {
      targetValue: backlogPerInstance,
      customMetric: endpoint.metric("ApproximateBacklogSizePerInstance", Stats.AVERAGE),
      scaleInCooldown: COOLDOWN,
      scaleOutCooldown: COOLDOWN,
    });
    if (minInstances === 0) this.#startFirst(endpoint);
  }

  /** Without it nothing starts before the backlog of no instance at all is above its target. */
  #startFirst(endpoint: Endpoint): void {
    const metric = endpoint.metric("HasBacklogWithoutCapacity", Stats.AVERAGE);
    const alarm = new Alarm(this, "JobWithoutInstance", {
      metric: metric.with({ period: MINUTE }),
      threshold: 1,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      alarmDescription: "Starts the first instance. Nothing is wrong.",
    });
    const start = new StepScalingAction(this, "First", {
      scalingTarget: this.target,
      adjustmentType: AdjustmentType.CHANGE_IN_CAPACITY,
      cooldown: COOLDOWN,
    });
    start.addAdjustment({ adjustment: 1, lowerBound: 0 });
    alarm.addAlarmAction(new ApplicationScalingAction(start));
  }
}

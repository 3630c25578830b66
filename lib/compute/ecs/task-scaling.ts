import { Duration } from "aws-cdk-lib";
import {
  AdjustmentType,
  CfnScalingPolicy,
  ScalableTarget,
  ServiceNamespace,
  StepScalingAction,
} from "aws-cdk-lib/aws-applicationautoscaling";
import { Alarm, MathExpression, Metric, Stats, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import { ApplicationScalingAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import type { Ec2Service } from "aws-cdk-lib/aws-ecs";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { metricMath } from "./metric-math.ts";

export interface TaskScalingProps {
  readonly service: Ec2Service;
  /** The queues that a task takes its jobs from. */
  readonly jobs: readonly IQueue[];
  readonly minTasks: number;
  readonly maxTasks: number;
  readonly backlogPerTask: number;
}

const MINUTE = Duration.minutes(1);
/** A task that has just come up has not yet scanned anything; one that goes takes its instance along. */
const COOLDOWN_SECONDS = 300;

/**
 * As many tasks as the backlog of all queues asks for. The first visible job starts the first task at
 * once; target tracking alone would wait until the backlog of no task at all is above its target.
 */
export class TaskScaling extends Construct {
  readonly target: ScalableTarget;

  constructor(scope: Construct, id: string, props: TaskScalingProps) {
    super(scope, id);
    const { service, minTasks, maxTasks } = props;
    this.target = new ScalableTarget(this, "Tasks", {
      serviceNamespace: ServiceNamespace.ECS,
      resourceId: `service/${service.cluster.clusterName}/${service.serviceName}`,
      scalableDimension: "ecs:service:DesiredCount",
      minCapacity: minTasks,
      maxCapacity: maxTasks,
    });
    this.#trackBacklog(props);
    if (minTasks === 0) this.#startFirst(props);
  }

  /** The CDK's own policies take one metric; a backlog for each task needs several. */
  #trackBacklog({ backlogPerTask, ...props }: TaskScalingProps): void {
    const { visible, inFlight, running } = metricsOf(props);
    const backlog = sumOf({ ...visible, ...inFlight });
    const expression = `(${backlog}) / IF(FILL(running, 0) > 1, FILL(running, 0), 1)`;
    new CfnScalingPolicy(this, "Backlog", {
      policyName: `${this.node.addr}-backlog`,
      policyType: "TargetTrackingScaling",
      scalingTargetId: this.target.scalableTargetId,
      targetTrackingScalingPolicyConfiguration: {
        targetValue: backlogPerTask,
        scaleInCooldown: COOLDOWN_SECONDS,
        scaleOutCooldown: COOLDOWN_SECONDS,
        customizedMetricSpecification: {
          metrics: metricMath(expression, { ...visible, ...inFlight, running }),
        },
      },
    });
  }

  /** Of those that are wanted: while the first one comes up, one would be less than the tracking asks for. */
  #startFirst(props: TaskScalingProps): void {
    const { visible, desired } = metricsOf(props);
    const alarm = new Alarm(this, "JobWithoutTask", {
      metric: new MathExpression({
        expression: `IF(${sumOf(visible)} > 0 AND FILL(desired, 0) < 1, 1, 0)`,
        usingMetrics: { ...visible, desired },
        period: MINUTE,
        label: "Jobs wait and no task is wanted",
      }),
      threshold: 1,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      alarmDescription: "Starts the first task. Nothing is wrong.",
    });
    const start = new StepScalingAction(this, "First", {
      scalingTarget: this.target,
      adjustmentType: AdjustmentType.EXACT_CAPACITY,
    });
    start.addAdjustment({ adjustment: 1, lowerBound: 0 });
    alarm.addAlarmAction(new ApplicationScalingAction(start));
  }
}

function metricsOf({ jobs, service }: Pick<TaskScalingProps, "jobs" | "service">) {
  const latest = { period: MINUTE, statistic: Stats.MAXIMUM };
  const dimensionsMap = {
    ClusterName: service.cluster.clusterName,
    ServiceName: service.serviceName,
  };
  const tasks = (metricName: string) =>
    new Metric({ namespace: "ECS/ContainerInsights", metricName, dimensionsMap, ...latest });
  return {
    visible: numbered("visible", jobs, (queue) =>
      queue.metricApproximateNumberOfMessagesVisible(latest),
    ),
    inFlight: numbered("inFlight", jobs, (queue) =>
      queue.metricApproximateNumberOfMessagesNotVisible(latest),
    ),
    running: tasks("RunningTaskCount"),
    desired: tasks("DesiredTaskCount"),
  };
}

/** A metric of each queue, by the id that an expression has for it: `visible0`, `visible1`. */
function numbered(
  name: string,
  queues: readonly IQueue[],
  metricOf: (queue: IQueue) => Metric,
): Record<string, Metric> {
  return Object.fromEntries(queues.map((queue, index) => [`${name}${index}`, metricOf(queue)]));
}

/** A queue that was not used for hours has no metrics. */
function sumOf(metrics: Readonly<Record<string, Metric>>): string {
  return Object.keys(metrics)
    .map((id) => `FILL(${id}, 0)`)
    .join(" + ");
}

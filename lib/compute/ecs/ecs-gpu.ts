import { AspectPriority, Aspects, Duration, Stack } from "aws-cdk-lib";
import {
  AvailabilityZoneRebalancing,
  CfnClusterCapacityProviderAssociations,
  Cluster,
  ContainerInsights,
  Ec2Service,
} from "aws-cdk-lib/aws-ecs";
import { Grant } from "aws-cdk-lib/aws-iam";
import { Construct, type IConstruct } from "constructs";
import { leastSize, USUAL_INSTANCES } from "../../../core/cost/instances.ts";
import { type GpuInstance, INSTANCE_HOUR_USD } from "../../../core/cost/prices.ts";
import { DAY, HOUR, MINUTES_5, ScannerMetrics } from "../../operations/scanner-metrics.ts";
import { acceptArn, acceptFinding, acceptImages } from "../../storage/accepted-findings.ts";
import { asCluster } from "../../storage/owned-or-imported.ts";
import type { AttachedCompute, Compute, ComputeScopes, ScanHop } from "../compute.ts";
import { ComputeOperations } from "../compute-operations.ts";
import { dailyBudget, gpuAlarmPlans } from "../gpu-alarm-plans.ts";
import { BACKLOG_PER_TASK, recordersFor } from "../gpu-rates.ts";
import { GpuInstances } from "./gpu-instances.ts";
import { type Network, placeNetwork } from "./network.ts";
import { TaskScaling } from "./task-scaling.ts";
import { workerTask } from "./worker-task.ts";

export interface EcsGpuOptions {
  readonly network: Network;
  /** In order of preference; each has one GPU, and a task all of it. @default g4dn, g6 and g5.xlarge */
  readonly instances?: readonly GpuInstance[];
  /** Tasks, and so instances, at most. @default 2 */
  readonly maxTasks?: number;
  /** Tasks that run without any work. @default 0 */
  readonly minTasks?: number;
  /** Spot instances alone: cheaper, and taken away with two minutes' notice. @default false */
  readonly spot?: boolean;
  /** Jobs for each task that are worth waiting for. @default what a task scans in five minutes */
  readonly backlogPerTask?: number;
  /** An alarm goes off when the instances of a day cost more. @default 10 US dollars, beside `minTasks` */
  readonly dailyBudgetUsd?: number;
}

const MAX_TASKS = 2;
const VISIBILITY_TIMEOUT = Duration.minutes(2);

/** Tasks on GPU instances that come and go with the jobs: none while there are none. */
export function ecsGpu(options: EcsGpuOptions): Compute {
  return {
    visibilityTimeout: VISIBILITY_TIMEOUT,
    recorders: recordersFor(options.maxTasks ?? MAX_TASKS),
    attach: ({ compute }: ComputeScopes, hop: ScanHop): AttachedCompute => {
      const construct = new EcsGpu(compute, "EcsGpu", { ...options, hop });
      return { construct, readers: [construct.service.taskDefinition.taskRole], consumers: [] };
    },
  };
}

export interface EcsGpuProps extends EcsGpuOptions {
  readonly hop: ScanHop;
}

export class EcsGpu extends Construct {
  readonly cluster: Cluster;
  readonly instances: GpuInstances;
  readonly service: Ec2Service;
  readonly scaling: TaskScaling;
  readonly operations: ComputeOperations;

  constructor(scope: Construct, id: string, props: EcsGpuProps) {
    super(scope, id);
    const { hop, maxTasks = MAX_TASKS, minTasks = 0, spot = false } = props;
    const instances = props.instances ?? USUAL_INSTANCES;
    const network = placeNetwork(this, props.network);
    this.cluster = new Cluster(this, "Cluster", {
      vpc: network.vpc,
      // The number of running tasks is one of its metrics.
      containerInsightsV2: ContainerInsights.ENABLED,
    });
    this.instances = new GpuInstances(this, "Instances", {
      network,
      instances,
      maxInstances: maxTasks,
      spot,
    });
    this.cluster.addAsgCapacityProvider(this.instances.capacityProvider);
    this.service = this.#service(hop, instances);
    this.#keepCapacityAroundService();
    this.scaling = new TaskScaling(this, "Scaling", {
      service: this.service,
      jobs: [hop.scans.queue, hop.backfill.queue],
      minTasks,
      maxTasks,
      backlogPerTask: props.backlogPerTask ?? BACKLOG_PER_TASK,
    });
    this.#acceptFindings(hop);
    this.operations = this.#operations(props, instances);
  }

  #operations({ hop, dailyBudgetUsd, minTasks = 0 }: EcsGpuProps, types: readonly GpuInstance[]) {
    const metrics = new ScannerMetrics(hop.scanner);
    // Spot and smaller types cost less.
    const hourUsd = Math.max(...types.map((type) => INSTANCE_HOUR_USD[type]));
    const watch = {
      metrics,
      instances: this.instances.running(DAY),
      hourUsd,
      dailyBudgetUsd: dailyBudget({ dailyBudgetUsd, always: minTasks, hourUsd }),
    };
    const instances = this.instances.running(HOUR);
    return new ComputeOperations(this, "Operations", {
      hop,
      alarms: [
        ...gpuAlarmPlans(watch),
        {
          id: "ReceiveFailed",
          metric: metrics.count("ReceiveFailed"),
          // A worker that cannot receive fails ten times in five minutes.
          threshold: 5,
          evaluationPeriods: 2,
          section: "a-worker-cannot-receive",
          means: "For ten minutes a worker could not take jobs from a queue.",
        },
        {
          id: "WorkerPaused",
          metric: metrics.count("WorkerPaused"),
          threshold: 0,
          evaluationPeriods: 3,
          section: "a-worker-pauses",
          means:
            "For a quarter of an hour most scans failed for a reason that is not in the images.",
        },
      ],
      graphs: {
        Instances: [this.instances.running(MINUTES_5)],
        "Cost of 1,000 images": [metrics.costPer1000(`instances * ${hourUsd}`, { instances })],
      },
    });
  }

  #service(hop: ScanHop, instances: readonly GpuInstance[]): Ec2Service {
    const taskDefinition = workerTask(this, {
      hop,
      visibilityTimeout: VISIBILITY_TIMEOUT,
      size: leastSize(instances),
    });
    Grant.addToPrincipal({
      grantee: taskDefinition.taskRole,
      actions: ["ecs:UpdateTaskProtection"],
      resourceArns: [this.#anyTask()],
    });
    const { capacityProviderName: capacityProvider } = this.instances.capacityProvider;
    return new Ec2Service(this, "Service", {
      cluster: asCluster(this.cluster),
      taskDefinition,
      capacityProviderStrategies: [{ capacityProvider, weight: 1 }],
      // A new task needs the GPU of an old one: what the old one held is scanned by the new one.
      minHealthyPercent: 0,
      maxHealthyPercent: 100,
      // It moves tasks by starting one more first, which ECS refuses beside the 100 % above.
      availabilityZoneRebalancing: AvailabilityZoneRebalancing.DISABLED,
      circuitBreaker: { rollback: true },
    });
  }

  /** The CDK leaves it open, and ECS refuses to take a provider from a cluster whose service uses it. */
  #keepCapacityAroundService(): void {
    const visit = (node: IConstruct) => {
      if (!(node instanceof CfnClusterCapacityProviderAssociations)) return;
      this.service.node.addDependency(node);
    };
    // The CDK makes the association late, by an aspect of its own.
    Aspects.of(this).add({ visit }, { priority: AspectPriority.READONLY });
  }

  #acceptFindings({ images, model }: ScanHop): void {
    acceptImages(this, images);
    model.acceptFindings(this);
    const accept = (rule: string, reason: string) => acceptFinding(this, rule, reason);
    accept("ECS2", "The variables are names and numbers; there is no secret among them.");
    accept("AS3", "The capacity provider scales the group; what matters of it has an alarm.");
    accept("EC26", "The launch template encrypts the volume, which the rule does not follow.");
    accept("IAM5[Resource::*]", "ECR's login and the agent's first call name no resource.");
    accept(
      "IAM5[Action::ecs:Submit*]",
      "As the CDK writes it: the agent reports on its own tasks.",
    );
    acceptArn(this, this.#anyTask(), "A task's id is known when it runs.");
  }

  #anyTask(): string {
    const resourceName = `${this.cluster.clusterName}/*`;
    return Stack.of(this).formatArn({ service: "ecs", resource: "task", resourceName });
  }
}

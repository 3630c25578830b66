import { Duration, Stack } from "aws-cdk-lib";
import {
  Cluster,
  ContainerImage,
  ContainerInsights,
  Ec2Service,
  Ec2TaskDefinition,
  LinuxParameters,
  LogDriver,
} from "aws-cdk-lib/aws-ecs";
import { Grant } from "aws-cdk-lib/aws-iam";
import { Construct } from "constructs";
import type { WorkerEnv } from "../../gpu-worker/env.ts";
import { acceptFinding, acceptImages } from "../accepted-findings.ts";
import { logGroup } from "../log-group.ts";
import { asCluster } from "../owned-or-imported.ts";
import { type GpuInstance, INSTANCE_HOUR_USD } from "../prices.ts";
import { HOUR, MINUTES_5, ScannerMetrics } from "../scanner-metrics.ts";
import type { AttachedCompute, Compute, ComputeScopes, ScanHop } from "./compute.ts";
import { ComputeOperations } from "./compute-operations.ts";
import { gpuAlarmPlans } from "./gpu-alarm-plans.ts";
import { GpuInstances } from "./gpu-instances.ts";
import { type Network, placeNetwork } from "./network.ts";
import { TaskScaling } from "./task-scaling.ts";
import { workerImage } from "./worker-image.ts";

export interface EcsGpuOptions {
  readonly network: Network;
  /** In order of preference; each has one GPU. @default g4dn, g6 and g5.xlarge */
  readonly instances?: readonly GpuInstance[];
  /** Tasks, and so instances, at most. @default 2 */
  readonly maxTasks?: number;
  /** Tasks that run without any work. @default 0 */
  readonly minTasks?: number;
  /** Spot instances alone: cheaper, and taken away with two minutes' notice. @default false */
  readonly spot?: boolean;
  /** Jobs for each task that are worth waiting for. @default 100 */
  readonly backlogPerTask?: number;
  /** An alarm goes off when the instances of a day cost more. @default 10 US dollars */
  readonly dailyBudgetUsd?: number;
  /** Of the CUDA package that belongs to onnxruntime-node, as scripts/pin-cuda.sh records it. */
  readonly cudaPackageSha256?: string;
}

const VISIBILITY_TIMEOUT = Duration.minutes(2);
/** Half a batch of slow images; longer than the drain, after which everything is given back. */
const STOP_TIMEOUT = Duration.seconds(120);
const DRAIN_TIMEOUT = Duration.seconds(100);
/** Of the 16 GiB of the smallest instance; the rest is the agent's and the system's. */
const MEMORY_MIB = 14_000;
const CORES = 4;
const NOBODY = "65534:65534";

/** Tasks on GPU instances that come and go with the scan queue: none while it is empty. */
export function ecsGpu(options: EcsGpuOptions): Compute {
  return {
    visibilityTimeout: VISIBILITY_TIMEOUT,
    attach: ({ compute }: ComputeScopes, hop: ScanHop): AttachedCompute => {
      const construct = new EcsGpu(compute, "EcsGpu", { ...options, hop });
      return { construct, readers: [construct.service.taskDefinition.taskRole] };
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
    const { hop, maxTasks = 2, minTasks = 0, spot = false } = props;
    const instances = props.instances ?? (["g4dn.xlarge", "g6.xlarge", "g5.xlarge"] as const);
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
    this.service = this.#service(this.#taskDefinition(props));
    this.scaling = new TaskScaling(this, "Scaling", {
      service: this.service,
      jobs: hop.scans.queue,
      minTasks,
      maxTasks,
      backlogPerTask: props.backlogPerTask ?? 100,
    });
    this.#acceptFindings(hop);
    this.operations = this.#operations(hop, instances, props.dailyBudgetUsd ?? 10);
  }

  #operations(hop: ScanHop, types: readonly GpuInstance[], dailyBudgetUsd: number) {
    const metrics = new ScannerMetrics(hop.scanner);
    const instances = this.instances.running(HOUR);
    // Spot and smaller types cost less.
    const hourUsd = Math.max(...types.map((type) => INSTANCE_HOUR_USD[type]));
    return new ComputeOperations(this, "Operations", {
      hop,
      alarms: [
        ...gpuAlarmPlans({ metrics, instances, hourUsd, dailyBudgetUsd }),
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

  #service(taskDefinition: Ec2TaskDefinition): Ec2Service {
    const { capacityProviderName: capacityProvider } = this.instances.capacityProvider;
    return new Ec2Service(this, "Service", {
      cluster: asCluster(this.cluster),
      taskDefinition,
      capacityProviderStrategies: [{ capacityProvider, weight: 1 }],
      // A new task needs the GPU of an old one: what the old one held is scanned by the new one.
      minHealthyPercent: 0,
      maxHealthyPercent: 100,
      circuitBreaker: { rollback: true },
    });
  }

  #taskDefinition({ hop, cudaPackageSha256 }: EcsGpuProps): Ec2TaskDefinition {
    const { scans, results, images, masks, model, maxDeliveries, scanner } = hop;
    const definition = new Ec2TaskDefinition(this, "Task");
    const image = workerImage(this, "Image", { model, cudaPackageSha256 });
    definition.addContainer("Worker", {
      image: ContainerImage.fromDockerImageAsset(image),
      command: ["worker"],
      gpuCount: 1,
      memoryReservationMiB: MEMORY_MIB,
      user: NOBODY,
      privileged: false,
      stopTimeout: STOP_TIMEOUT,
      linuxParameters: new LinuxParameters(this, "Linux", { initProcessEnabled: true }),
      logging: LogDriver.awsLogs({ logGroup: logGroup(this, "Logs"), streamPrefix: "worker" }),
      environment: {
        SCANNER: scanner,
        SCAN_QUEUE_URL: scans.queue.queueUrl,
        RESULT_QUEUE_URL: results.queue.queueUrl,
        MASK_BUCKET: masks.bucket.bucketName,
        MAX_DELIVERIES: String(maxDeliveries),
        VISIBILITY_SECONDS: String(VISIBILITY_TIMEOUT.toSeconds()),
        DRAIN_TIMEOUT_SECONDS: String(DRAIN_TIMEOUT.toSeconds()),
        PROVIDER: "cuda",
        ...model.environment(),
        UV_THREADPOOL_SIZE: String(CORES),
      } satisfies WorkerEnv & { UV_THREADPOOL_SIZE: string },
    });
    const { taskRole: grantee } = definition;
    images.grantRead(grantee);
    model.grantRead(grantee);
    results.grantSend(grantee);
    scans.grantConsume(grantee);
    Grant.addToPrincipal({
      grantee,
      actions: ["ecs:UpdateTaskProtection"],
      resourceArns: [this.#anyTaskOfTheCluster()],
    });
    return definition;
  }

  #anyTaskOfTheCluster(): string {
    const resourceName = `${this.cluster.clusterName}/*`;
    return Stack.of(this).formatArn({ service: "ecs", resource: "task", resourceName });
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
    const tasks = "arn:<AWS::Partition>:ecs:<AWS::Region>:<AWS::AccountId>:task";
    const cluster = Stack.of(this).resolve(this.cluster.clusterName).Ref;
    accept(`IAM5[Resource::${tasks}/<${cluster}>/*]`, "A task's id is known when it runs.");
  }
}

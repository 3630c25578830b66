import type { Duration } from "aws-cdk-lib";
import {
  AutoScalingGroup,
  GroupMetrics,
  OnDemandAllocationStrategy,
  SpotAllocationStrategy,
} from "aws-cdk-lib/aws-autoscaling";
import { Metric, Stats } from "aws-cdk-lib/aws-cloudwatch";
import {
  BlockDeviceVolume,
  EbsDeviceVolumeType,
  InstanceType,
  LaunchTemplate,
  Peer,
  Port,
  SecurityGroup,
  UserData,
} from "aws-cdk-lib/aws-ec2";
import { AmiHardwareType, AsgCapacityProvider, EcsOptimizedImage } from "aws-cdk-lib/aws-ecs";
import { Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Construct } from "constructs";
import type { GpuInstance } from "../../../core/cost/prices.ts";
import type { PlacedNetwork } from "./network.ts";

export interface GpuInstancesProps {
  readonly network: PlacedNetwork;
  /** Any of these is started, whichever there is. */
  readonly instances: readonly GpuInstance[];
  readonly maxInstances: number;
  readonly spot: boolean;
}

/** The GPU AMI takes 30 GiB, the worker's image 2 GiB and its model; twice, while the next one is pulled. */
const DISK_GIB = 60;
const ROOT_DEVICE = "/dev/xvda";
/** From none to all in some minutes, and not all at once for a burst that is over by then. */
const STEPS_TO_ALL = 4;
/** An instance counts at once: its task is placed when it is there. */
const WARMUP_SECONDS = 60;
/** Off by default; the CDK's own switch knows nothing of mixed instances. */
const DRAIN_ON_SPOT = "ECS_ENABLE_SPOT_INSTANCE_DRAINING=true";

/** Instances with one GPU each, started when a task waits for one and gone when none runs. */
export class GpuInstances extends Construct {
  readonly group: AutoScalingGroup;
  readonly capacityProvider: AsgCapacityProvider;

  constructor(scope: Construct, id: string, props: GpuInstancesProps) {
    super(scope, id);
    const { network, instances, maxInstances, spot } = props;
    const { vpc, subnetType } = network;
    this.group = new AutoScalingGroup(this, "Group", {
      vpc,
      vpcSubnets: { subnetType },
      minCapacity: 0,
      maxCapacity: maxInstances,
      groupMetrics: [GroupMetrics.all()],
      mixedInstancesPolicy: {
        launchTemplate: this.#template(network, spot),
        launchTemplateOverrides: instances.map((type) => ({
          instanceType: new InstanceType(type),
        })),
        instancesDistribution: {
          onDemandPercentageAboveBaseCapacity: spot ? 0 : 100,
          // The order of `instances` is that of preference.
          onDemandAllocationStrategy: OnDemandAllocationStrategy.PRIORITIZED,
          spotAllocationStrategy: SpotAllocationStrategy.PRICE_CAPACITY_OPTIMIZED,
        },
      },
    });
    this.capacityProvider = new AsgCapacityProvider(this, "CapacityProvider", {
      autoScalingGroup: this.group,
      maximumScalingStepSize: Math.ceil(maxInstances / STEPS_TO_ALL),
      instanceWarmupPeriod: WARMUP_SECONDS,
      // Protected instances would keep `cdk destroy` waiting for ever; busy tasks protect themselves.
      enableManagedTerminationProtection: false,
      enableManagedDraining: true,
    });
  }

  /** How many are up, and paid for. */
  running(period: Duration): Metric {
    return new Metric({
      namespace: "AWS/AutoScaling",
      metricName: "GroupInServiceInstances",
      dimensionsMap: { AutoScalingGroupName: this.group.autoScalingGroupName },
      statistic: Stats.AVERAGE,
      period,
    });
  }

  #template({ vpc, subnetType }: PlacedNetwork, spot: boolean): LaunchTemplate {
    const userData = UserData.forLinux();
    if (spot) userData.addCommands(`echo ${DRAIN_ON_SPOT} >> /etc/ecs/ecs.config`);
    const securityGroup = new SecurityGroup(this, "SecurityGroup", {
      vpc,
      description: "Nothing comes in; the worker calls S3, SQS, ECR, ECS and CloudWatch",
      allowAllOutbound: false,
    });
    securityGroup.addEgressRule(Peer.anyIpv4(), Port.HTTPS, "AWS, whose addresses are many");
    const role = new Role(this, "Role", {
      assumedBy: new ServicePrincipal("ec2.amazonaws.com"),
      description: "What the ECS agent of an instance may do",
    });
    return new LaunchTemplate(this, "Template", {
      machineImage: EcsOptimizedImage.amazonLinux2023(AmiHardwareType.GPU),
      userData,
      role,
      securityGroup,
      requireImdsv2: true,
      // A task in a container cannot reach the instance's credentials.
      httpPutResponseHopLimit: 1,
      detailedMonitoring: true,
      associatePublicIpAddress: subnetType === "Public",
      blockDevices: [
        {
          deviceName: ROOT_DEVICE,
          volume: BlockDeviceVolume.ebs(DISK_GIB, {
            encrypted: true,
            volumeType: EbsDeviceVolumeType.GP3,
          }),
        },
      ],
    });
  }
}

import {
  FlowLogDestination,
  FlowLogTrafficType,
  GatewayVpcEndpointAwsService,
  InterfaceVpcEndpointAwsService,
  type IVpc,
  SubnetType,
  Vpc,
} from "aws-cdk-lib/aws-ec2";
import type { Construct } from "constructs";
import { logGroup } from "../../assets/log-group.ts";
import { acceptFinding } from "../../storage/accepted-findings.ts";
import { asVpc } from "../../storage/owned-or-imported.ts";

/**
 * Where tasks run. `public`: a new VPC whose instances have public addresses and accept nothing.
 * `isolated`: a new VPC without a way to the internet, interface endpoints instead. Or one of yours,
 * from whose private subnets S3, SQS, ECR, ECS and CloudWatch Logs can be reached.
 */
export type Network = "public" | "isolated" | { readonly vpc: IVpc };

/** Each costs by the hour in each zone; images and objects go through the gateway of S3, free. */
export const INTERFACE_ENDPOINTS = {
  Sqs: InterfaceVpcEndpointAwsService.SQS,
  Ecr: InterfaceVpcEndpointAwsService.ECR,
  EcrDocker: InterfaceVpcEndpointAwsService.ECR_DOCKER,
  Ecs: InterfaceVpcEndpointAwsService.ECS,
  EcsAgent: InterfaceVpcEndpointAwsService.ECS_AGENT,
  EcsTelemetry: InterfaceVpcEndpointAwsService.ECS_TELEMETRY,
  Logs: InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS,
} as const;
export const ZONES = 2;

export interface PlacedNetwork {
  readonly vpc: IVpc;
  readonly subnetType: SubnetType;
}

export function placeNetwork(scope: Construct, network: Network): PlacedNetwork {
  if (typeof network === "object") {
    return { vpc: network.vpc, subnetType: SubnetType.PRIVATE_WITH_EGRESS };
  }
  const subnetType = network === "public" ? SubnetType.PUBLIC : SubnetType.PRIVATE_ISOLATED;
  const destination = FlowLogDestination.toCloudWatchLogs(logGroup(scope, "RejectedLogs"));
  const vpc = new Vpc(scope, "Vpc", {
    maxAzs: ZONES,
    natGateways: 0,
    subnetConfiguration: [{ name: network, subnetType }],
    gatewayEndpoints: { S3: { service: GatewayVpcEndpointAwsService.S3 } },
    // Who was turned away; what is let through are the worker's own calls.
    flowLogs: { Rejected: { destination, trafficType: FlowLogTrafficType.REJECT } },
  });
  if (network === "isolated") {
    for (const [name, service] of Object.entries(INTERFACE_ENDPOINTS)) {
      vpc.addInterfaceEndpoint(name, { service });
    }
    acceptFinding(vpc, "EC23", "The VPC's own addresses alone, which the rule cannot resolve.");
  }
  return { vpc: asVpc(vpc), subnetType };
}

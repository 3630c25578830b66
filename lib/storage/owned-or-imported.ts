import type { ITable, Table } from "aws-cdk-lib/aws-dynamodb";
import { type IVpc, Vpc } from "aws-cdk-lib/aws-ec2";
import { Cluster, type ICluster } from "aws-cdk-lib/aws-ecs";
import type { Bucket, IBucket } from "aws-cdk-lib/aws-s3";
import type { IConstruct } from "constructs";

// Under exactOptionalPropertyTypes the compiler takes no class of the CDK for its own interface.

export type AnyBucket = Bucket | IBucket;
export type AnyTable = Table | ITable;

const isVpc = (construct: IConstruct): construct is IVpc => construct instanceof Vpc;
const isCluster = (construct: IConstruct): construct is ICluster => construct instanceof Cluster;

/** A new VPC where an `IVpc` is wanted. */
export function asVpc(construct: Vpc): IVpc {
  const candidate: IConstruct = construct;
  if (isVpc(candidate)) return candidate;
  throw new TypeError(`${construct.node.path} is no VPC`);
}

/** A new cluster where an `ICluster` is wanted. */
export function asCluster(construct: Cluster): ICluster {
  const candidate: IConstruct = construct;
  if (isCluster(candidate)) return candidate;
  throw new TypeError(`${construct.node.path} is no cluster`);
}

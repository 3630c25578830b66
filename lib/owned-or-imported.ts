import type { ITable, Table } from "aws-cdk-lib/aws-dynamodb";
import type { Bucket, IBucket } from "aws-cdk-lib/aws-s3";

// Under exactOptionalPropertyTypes the compiler takes no class of the CDK for its own interface.

export type AnyBucket = Bucket | IBucket;
export type AnyTable = Table | ITable;

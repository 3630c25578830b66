import { RemovalPolicy } from "aws-cdk-lib";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";

/** Logs tell of every object, by the hash of its key: they are kept for as long as an inquiry takes. */
export function logGroup(scope: Construct, id: string): LogGroup {
  const retention = RetentionDays.THREE_MONTHS;
  return new LogGroup(scope, id, { retention, removalPolicy: RemovalPolicy.DESTROY });
}

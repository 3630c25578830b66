import { Aspects, CfnResource, Stack } from "aws-cdk-lib";
import { CfnFunction } from "aws-cdk-lib/aws-lambda";
import type { IConstruct } from "constructs";
import { logGroup } from "./log-group.ts";

/**
 * Gives each function of a stack that has none a log group that expires: those that the CDK brings, for
 * bucket notifications and other resources of its own, would keep their logs for ever.
 */
export function expireLogs(stack: Stack): void {
  Aspects.of(stack).add({ visit: giveLogGroup });
}

function giveLogGroup(node: IConstruct): void {
  if (!(node instanceof CfnResource) || node.cfnResourceType !== CfnFunction.CFN_RESOURCE_TYPE_NAME)
    return;
  if (node instanceof CfnFunction && node.loggingConfig !== undefined) return;
  const owner = node.node.scope ?? Stack.of(node);
  if (owner.node.tryFindChild(ID) !== undefined) return;
  node.addPropertyOverride("LoggingConfig.LogGroup", logGroup(owner, ID).logGroupName);
}

const ID = "ExpiringLogs";

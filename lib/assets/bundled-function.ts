import type { Duration } from "aws-cdk-lib";
import { Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Architecture, Function as LambdaFunction, Runtime } from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";
import { type FunctionParts, functionCode } from "./function-code.ts";
import { logGroup } from "./log-group.ts";

export interface BundledFunctionProps extends FunctionParts {
  readonly environment: Record<string, string>;
  readonly timeout: Duration;
  readonly memoryMb: number;
}

/** One of lambdas/ as a function. */
export class BundledFunction extends LambdaFunction {
  readonly executionRole: Role;

  constructor(scope: Construct, id: string, props: BundledFunctionProps) {
    const { environment, timeout, memoryMb, ...parts } = props;
    const logs = logGroup(scope, "Logs");
    const role = new Role(scope, "Role", {
      assumedBy: new ServicePrincipal("lambda.amazonaws.com"),
      description: `What ${parts.name} may do`,
    });
    logs.grantWrite(role);
    super(scope, id, {
      code: functionCode(parts),
      handler: "index.handler",
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.X86_64,
      memorySize: memoryMb,
      timeout,
      environment,
      role,
      logGroup: logs,
    });
    this.executionRole = role;
  }
}

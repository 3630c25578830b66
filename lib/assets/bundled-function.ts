import { join } from "node:path";
import type { Duration } from "aws-cdk-lib";
import { Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Architecture, Runtime } from "aws-cdk-lib/aws-lambda";
import { NodejsFunction, OutputFormat } from "aws-cdk-lib/aws-lambda-nodejs";
import type { Construct } from "constructs";
import { PROJECT_ROOT } from "./asset-commands.ts";
import { logGroup } from "./log-group.ts";
import { copyNative, type NativePackage } from "./native-packages.ts";

export interface BundledFunctionProps {
  /** Folder in lambdas/. */
  readonly name: string;
  readonly environment: Record<string, string>;
  readonly timeout: Duration;
  readonly memoryMb: number;
  /** Packages that go into the asset as they are. @default none */
  readonly native?: readonly NativePackage[];
  /** Shell commands that put more into the asset's folder. @default none */
  readonly assetCommands?: (outputDir: string) => string[];
}

/** Packages written for `require` are in the bundle too. */
const REQUIRE =
  "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

/** One of lambdas/ as a function, bundled on this machine: neither Docker nor a network is needed. */
export class BundledFunction extends NodejsFunction {
  readonly executionRole: Role;

  constructor(scope: Construct, id: string, props: BundledFunctionProps) {
    const { name, environment, timeout, memoryMb, native = [], assetCommands } = props;
    const logs = logGroup(scope, "Logs");
    const role = new Role(scope, "Role", {
      assumedBy: new ServicePrincipal("lambda.amazonaws.com"),
      description: `What ${name} may do`,
    });
    logs.grantWrite(role);
    super(scope, id, {
      entry: join(PROJECT_ROOT, "lambdas", name, "index.ts"),
      projectRoot: PROJECT_ROOT,
      depsLockFilePath: join(PROJECT_ROOT, "package-lock.json"),
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.X86_64,
      memorySize: memoryMb,
      timeout,
      environment,
      role,
      logGroup: logs,
      bundling: {
        format: OutputFormat.ESM,
        target: "node24",
        mainFields: ["module", "main"],
        // The SDK that was tested, not the one that Lambda happens to have.
        bundleAwsSDK: true,
        externalModules: [...native],
        banner: REQUIRE,
        commandHooks: {
          beforeInstall: () => [],
          beforeBundling: () => [],
          afterBundling: (_, outputDir) => [
            ...copyNative(native, outputDir),
            ...(assetCommands?.(outputDir) ?? []),
          ],
        },
      },
    });
    this.executionRole = role;
  }
}

import { sizeOf } from "../cost/instances.ts";
import type { EndpointInstance, GpuInstance } from "../cost/prices.ts";
import type { ComputeName } from "../settings/compute-name.ts";

/** What is planned to be deployed. */
export interface Plan {
  readonly compute: ComputeName;
  /** Tasks, instances of an endpoint, or executions at once. */
  readonly maxTasks: number;
  /** Of `ecsGpu`. */
  readonly spot: boolean;
  /** Of `ecsGpu`: any of them may run a task. */
  readonly instances: readonly GpuInstance[];
  /** Of `sageMaker`. */
  readonly endpointInstance: EndpointInstance;
}

/** A quota as Service Quotas names it, and what one unit of the plan takes of it. */
export interface NeededQuota {
  readonly service: "ec2" | "sagemaker" | "lambda";
  readonly name: string;
  readonly each: number;
  /** Without so many nothing runs at all. */
  readonly least: number;
}

/** Undefined where whoever asks may not see it. */
export interface AccountFacts {
  readonly region: string;
  readonly quota: number | undefined;
  /** Of the types that are looked for, those that the region has. */
  readonly offered: readonly string[] | undefined;
  /** Whether `cdk bootstrap` was run there. */
  readonly isBootstrapped: boolean | undefined;
  /** Whether an engine answers on this machine. */
  readonly hasDocker: boolean;
}

/** Of a new account, which all its functions share. */
const LEAST_EXECUTIONS = 10;

export function neededQuota(plan: Omit<Plan, "maxTasks">): NeededQuota {
  const { compute, spot, instances, endpointInstance } = plan;
  switch (compute) {
    case "ecsGpu": {
      const onDemand = "Running On-Demand G and VT instances";
      const name = spot ? "All G and VT Spot Instance Requests" : onDemand;
      const cores = instances.map((type) => sizeOf(type).cores);
      return { service: "ec2", name, each: Math.max(...cores), least: Math.min(...cores) };
    }
    case "sageMaker":
      return {
        ...{ service: "sagemaker", name: `${endpointInstance} for endpoint usage` },
        ...{ each: 1, least: 1 },
      };
    case "lambdaCpu":
      return { service: "lambda", name: "Concurrent executions", each: 1, least: LEAST_EXECUTIONS };
  }
}

import type { EndpointInstance, GpuInstance } from "./prices.ts";

/** In order of preference: the cheapest type of each of three families. Each has one GPU. */
export const USUAL_INSTANCES = [
  "g4dn.xlarge",
  "g6.xlarge",
  "g5.xlarge",
] as const satisfies GpuInstance[];
export const USUAL_ENDPOINT = "ml.g4dn.xlarge" satisfies EndpointInstance;

export interface InstanceSize {
  readonly cores: number;
  readonly memoryGib: number;
}

const XLARGE: InstanceSize = { cores: 4, memoryGib: 16 };
const XLARGE_2: InstanceSize = { cores: 8, memoryGib: 32 };

/** Of g4dn, g5 and g6, which are alike in this. https://aws.amazon.com/ec2/instance-types/ */
export function sizeOf(type: string): InstanceSize {
  return type.endsWith(".2xlarge") ? XLARGE_2 : XLARGE;
}

/** What each of several types has at least. @throws TypeError without any type. */
export function leastSize(types: readonly GpuInstance[]): InstanceSize {
  const [first, ...others] = types.map(sizeOf);
  if (first === undefined) throw new TypeError("expected at least one instance type");
  return others.reduce((a, b) => (b.cores < a.cores ? b : a), first);
}

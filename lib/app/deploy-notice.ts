import { idleCost, sumUsd } from "../../core/cost/idle-cost.ts";
import type { ComputeName } from "../../core/settings/compute-name.ts";
import type { ScannerConfig } from "./config.ts";

const NEEDS: Readonly<Record<ComputeName, string>> = {
  lambdaCpu: "It needs neither Docker nor a quota.",
  ecsGpu: needs(
    'quota "Running On-Demand G and VT instances" (or of spot) of 4 vCPUs for each task',
  ),
  sageMaker: needs('quota "ml.g4dn.xlarge for endpoint usage" of one for each instance'),
};

function needs(quota: string): string {
  return (
    `It needs Docker here, and the ${quota}; \`fasa doctor --aws\` looks for both. ` +
    "`-c compute=lambdaCpu` needs neither."
  );
}

/** What is about to be deployed, what it costs while nothing comes, and what it needs. */
export function deployNotice(config: ScannerConfig): string {
  const { compute, stacks, minTasks = 0, network, alarmEmail, alarmTopicArn } = config;
  const { quarantine, securityHub } = config;
  const followUps = [quarantine !== undefined, securityHub === "on"].filter(Boolean).length;
  const isTold = alarmEmail !== undefined || alarmTopicArn !== undefined;
  const idle = sumUsd(
    idleCost({ compute, minTasks, isIsolated: network === "isolated", followUps }),
  );
  const where = stacks === "one" ? "in one stack" : "in stacks of their own (stacks=split)";
  return (
    `compute=${compute}, ${where}. While nothing is uploaded it costs about ${idle.toFixed(0)} ` +
    `US dollars a month (docs/cost.md). ${NEEDS[compute]}` +
    (isTold ? "" : " Alarms tell nobody without `-c alarmEmail=`.")
  );
}

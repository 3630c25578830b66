import { type AccountFacts, neededQuota, type Plan } from "./account-facts.ts";

/** One thing that a deployment needs. */
export interface Finding {
  readonly what: string;
  readonly state: "ok" | "missing" | "unknown";
  /** What was found and, where it is missing, what to do. */
  readonly says: string;
}

const WITHOUT = "`-c compute=lambdaCpu` needs none.";

/** Whether the first deployment of a plan would come to its end in this account and region. */
export function judgeAccount(plan: Plan, facts: AccountFacts): Finding[] {
  const needsGpu = plan.compute !== "lambdaCpu";
  return [
    bootstrapFinding(facts),
    quotaFinding(plan, facts),
    ...(plan.compute === "ecsGpu" ? [offerFinding(facts)] : []),
    ...(needsGpu ? [dockerFinding(facts)] : []),
  ];
}

function bootstrapFinding({ region, isBootstrapped }: AccountFacts): Finding {
  const what = "CDK bootstrap";
  if (isBootstrapped === undefined) {
    return {
      what,
      state: "unknown",
      says: `not seen; run \`npx cdk bootstrap\` once for ${region}`,
    };
  }
  if (isBootstrapped) return { what, state: "ok", says: `done in ${region}` };
  return { what, state: "missing", says: `run \`npx cdk bootstrap\` in ${region} first` };
}

function quotaFinding(plan: Plan, { quota, region }: AccountFacts): Finding {
  const { service, name, each, least } = neededQuota(plan);
  const what = `quota "${name}"`;
  const where = `Service Quotas, ${service}, ${region}`;
  if (quota === undefined) {
    return { what, state: "unknown", says: `not seen; look in ${where} for at least ${least}` };
  }
  if (quota < least) {
    const waits = `is ${quota}; the first one needs ${least}, and a deployment would wait in vain`;
    return { what, state: "missing", says: `${waits}. Ask for it in ${where}. ${WITHOUT}` };
  }
  const fits = Math.floor(quota / each);
  const says = `is ${quota}: enough for ${fits} at once`;
  if (fits >= plan.maxTasks) return { what, state: "ok", says };
  return { what, state: "ok", says: `${says}, not for all ${plan.maxTasks}` };
}

function offerFinding({ offered, region }: AccountFacts): Finding {
  const what = "instance types";
  if (offered === undefined) return { what, state: "unknown", says: "not seen" };
  if (offered.length > 0) return { what, state: "ok", says: `${region} has ${offered.join(", ")}` };
  const says = `${region} has none of those that the scanner uses: choose another region. ${WITHOUT}`;
  return { what, state: "missing", says };
}

function dockerFinding({ hasDocker }: AccountFacts): Finding {
  const what = "Docker";
  if (hasDocker) return { what, state: "ok", says: "answers" };
  return { what, state: "missing", says: `no engine answers; it builds the image. ${WITHOUT}` };
}

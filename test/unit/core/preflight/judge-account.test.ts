import { expect, it } from "vitest";
import {
  type AccountFacts,
  neededQuota,
  type Plan,
} from "../../../../core/preflight/account-facts.ts";
import { judgeAccount } from "../../../../core/preflight/judge-account.ts";

const PLAN: Plan = {
  ...{ compute: "ecsGpu", maxTasks: 2, spot: false },
  ...{ instances: ["g4dn.xlarge", "g6.xlarge"], endpointInstance: "ml.g4dn.xlarge" },
};
const READY: AccountFacts = {
  region: "eu-central-1",
  quota: 8,
  offered: ["g4dn.xlarge"],
  isBootstrapped: true,
  hasDocker: true,
};

/** `ok` or what else there is, by what was looked at; the words of one of them. */
function judged(plan: Partial<Plan>, facts: Partial<AccountFacts>) {
  const findings = judgeAccount({ ...PLAN, ...plan }, { ...READY, ...facts });
  const bad = findings.filter(({ state }) => state !== "ok");
  return {
    looked: findings.length,
    bad: bad.map(({ state, what }) => `${state} ${what}`),
    says: bad.map(({ says }) => says).join("\n"),
  };
}

it("finds nothing in an account that is ready", () => {
  expect(judged({}, {})).toMatchObject({ looked: 4, bad: [] });
  expect(judged({ compute: "sageMaker" }, {})).toMatchObject({ looked: 3, bad: [] });
});

it("tells a new account what would hang, and what needs none of it", () => {
  const { bad, says } = judged({}, { quota: 0, hasDocker: false });
  expect(bad).toEqual(['missing quota "Running On-Demand G and VT instances"', "missing Docker"]);
  expect(says).toContain("is 0; the first one needs 4");
  expect(says).toContain("-c compute=lambdaCpu");
});

it.each<[Partial<AccountFacts>, string]>([
  [{ offered: [] }, "missing instance types"],
  [{ isBootstrapped: false }, "missing CDK bootstrap"],
  [{ offered: undefined }, "unknown instance types"],
  [{ isBootstrapped: undefined }, "unknown CDK bootstrap"],
  [{ quota: undefined }, 'unknown quota "Running On-Demand G and VT instances"'],
])("%j is told", (facts, told) => {
  expect(judged({}, facts).bad).toEqual([told]);
});

it("asks a function for neither Docker nor instances", () => {
  const facts = { quota: 10, offered: [], hasDocker: false };
  expect(judged({ compute: "lambdaCpu" }, facts)).toMatchObject({ looked: 2, bad: [] });
});

it("says how many tasks a quota is enough for", () => {
  const says = judgeAccount({ ...PLAN, maxTasks: 3 }, READY).map((it) => it.says);
  expect(says).toContain("is 8: enough for 2 at once, not for all 3");
});

it("counts the vCPUs of the types that are planned", () => {
  const large: Plan = { ...PLAN, instances: ["g6.2xlarge"] };
  const says = judgeAccount(large, READY).map((it) => it.says);
  expect(says).toContain("is 8: enough for 1 at once, not for all 2");
  expect(judgeAccount(large, { ...READY, quota: 4 })[1]?.says).toContain("the first one needs 8");
});

it("looks at the quota of the endpoint's type", () => {
  const plan: Plan = { ...PLAN, compute: "sageMaker", endpointInstance: "ml.g4dn.2xlarge" };
  expect(neededQuota(plan).name).toBe("ml.g4dn.2xlarge for endpoint usage");
});

it("looks at another quota for spot", () => {
  expect(neededQuota({ ...PLAN, spot: true }).name).toContain("Spot");
});

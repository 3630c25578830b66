import { makeAccountClients } from "../../adapters/aws/account/make-account-clients.ts";
import { readAccount } from "../../adapters/aws/account/read-account.ts";
import { hasDocker } from "../../adapters/process/docker.ts";
import { neededQuota, type Plan } from "../../core/preflight/account-facts.ts";
import { type Finding, judgeAccount } from "../../core/preflight/judge-account.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import type { Terminal } from "../terminal.ts";

/**
 * `fasa doctor --aws`: whether a first deployment would come to its end.
 *
 * @returns `notScanned` when something is missing.
 * @throws Error without credentials or a region.
 */
export async function runDoctor(
  plan: Plan,
  { json }: { readonly json: boolean },
  terminal: Terminal,
): Promise<ExitCode> {
  const question = { quota: neededQuota(plan), instanceTypes: plan.instances };
  const account = await readAccount(makeAccountClients(), question);
  const findings = judgeAccount(plan, { ...account, hasDocker: await hasDocker() });
  if (json) await terminal.print(JSON.stringify({ ...plan, findings }));
  else for (const finding of findings) await terminal.print(lineOf(finding));
  return findings.some(({ state }) => state === "missing") ? EXIT.notScanned : EXIT.ok;
}

function lineOf({ state, what, says }: Finding): string {
  return `${state.padEnd("missing".length)}  ${what}: ${says}`;
}

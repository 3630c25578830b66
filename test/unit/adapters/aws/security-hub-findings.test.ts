import { expect, it } from "vitest";
import { makeSecurityHubClient } from "../../../../adapters/aws/clients.ts";
import { SecurityHubFindings } from "../../../../adapters/aws/security-hub-findings.ts";
import { securityFindingOf } from "../../../../core/findings/security-finding.ts";
import { scannedVerdictOf } from "../../../../core/verdicts/result-to-verdict.ts";
import { scannedResult } from "../../../helpers/builders.ts";
import { startJsonDouble } from "../../../helpers/running/aws-emulators.ts";

const finding = securityFindingOf(scannedVerdictOf(scannedResult(), "masks"), {
  productArn: "arn:aws:securityhub:eu-central-1:111122223333:product/111122223333/default",
  scanner: "Scanner",
  now: "2026-01-02T04:00:00.000Z",
});

it("sends the finding whole", async () => {
  const hub = await startJsonDouble(() => ({ FailedCount: 0, SuccessCount: 1 }));
  await new SecurityHubFindings(makeSecurityHubClient(hub)).import(finding);
  expect(hub.bodies).toEqual([{ Findings: [finding] }]);
});

it("does not take a refused finding for one that was imported", async () => {
  const FailedFindings = [{ Id: finding.Id, ErrorCode: "InvalidInput", ErrorMessage: "no" }];
  const hub = await startJsonDouble(() => ({ FailedCount: 1, SuccessCount: 0, FailedFindings }));
  const importer = new SecurityHubFindings(makeSecurityHubClient(hub));
  await expect(importer.import(finding)).rejects.toThrow(
    "the finding was refused: InvalidInput no",
  );
});

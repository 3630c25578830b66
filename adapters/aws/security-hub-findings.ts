import { BatchImportFindingsCommand, type SecurityHubClient } from "@aws-sdk/client-securityhub";
import type { SecurityFinding } from "../../core/findings/security-finding.ts";
import type { FindingImporter } from "../../core/ports.ts";

/** Findings of Security Hub, in the region and account of the client. */
export class SecurityHubFindings implements FindingImporter {
  readonly #client: SecurityHubClient;

  constructor(client: SecurityHubClient) {
    this.#client = client;
  }

  async import(finding: SecurityFinding): Promise<void> {
    const command = new BatchImportFindingsCommand({ Findings: [finding] });
    const { FailedFindings: [failed] = [] } = await this.#client.send(command);
    // A refused finding is no error of the call.
    if (failed === undefined) return;
    throw new Error(
      `the finding was refused: ${failed.ErrorCode ?? ""} ${failed.ErrorMessage ?? ""}`,
    );
  }
}

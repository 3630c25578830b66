import { securityFindingOf } from "../../core/findings/security-finding.ts";
import type { Clock, FindingImporter, Telemetry } from "../../core/ports.ts";
import { parseVerdictEvent } from "../../core/settings/verdict-event.ts";
import { type BatchHandler, handleEach } from "../handle-each.ts";

export interface ReportFindingDeps {
  readonly importer: FindingImporter;
  /** Under which the findings are imported. */
  readonly productArn: string;
  readonly scanner: string;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
}

/** Events about verdicts → a finding for each manipulated image; a repeat updates the one that is there. */
export function makeReportFinding({ importer, ...deps }: ReportFindingDeps): BatchHandler {
  const { productArn, scanner, clock, telemetry } = deps;
  return handleEach(telemetry, async (body) => {
    const verdict = parseVerdictEvent(body);
    if (verdict.state !== "scanned" || verdict.label !== "manipulated") return;
    const now = clock.now().toISOString();
    await importer.import(securityFindingOf(verdict, { productArn, scanner, now }));
    const { scanId, object } = verdict;
    telemetry.metric("FindingSent", 1);
    telemetry.log("info", "finding-sent", { scanId, object });
  });
}

import { makeSecurityHubClient } from "../../adapters/aws/clients.ts";
import { EmfTelemetry } from "../../adapters/aws/emf-telemetry.ts";
import { SecurityHubFindings } from "../../adapters/aws/security-hub-findings.ts";
import { systemClock } from "../../adapters/clock/system-clock.ts";
import { ReportFindingEnv } from "./env.ts";
import { makeReportFinding } from "./report-finding.ts";

const env = ReportFindingEnv.parse(process.env);
const telemetry = new EmfTelemetry("report-finding", env.SCANNER);

export const handler = telemetry.flushAfter(
  makeReportFinding({
    importer: new SecurityHubFindings(makeSecurityHubClient()),
    productArn: env.PRODUCT_ARN,
    scanner: env.SCANNER,
    clock: systemClock,
    telemetry,
  }),
);

import { z } from "zod";
import { PRODUCT_ARN } from "../../core/findings/security-finding.ts";
import { TelemetryEnv } from "../../core/settings/metrics.ts";

export const ReportFindingEnv = z.object({
  ...TelemetryEnv.shape,
  PRODUCT_ARN: z.string().regex(PRODUCT_ARN, "expected the default product of an account"),
});
export type ReportFindingEnv = z.infer<typeof ReportFindingEnv>;

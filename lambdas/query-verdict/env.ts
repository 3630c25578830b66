import { z } from "zod";
import { TelemetryEnv } from "../../core/settings/metrics.ts";

export const QueryVerdictEnv = z.object({
  ...TelemetryEnv.shape,
  VERDICT_TABLE: z.string().min(1),
});
export type QueryVerdictEnv = z.infer<typeof QueryVerdictEnv>;

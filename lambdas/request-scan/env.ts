import { z } from "zod";
import { TelemetryEnv } from "../../core/settings/metrics.ts";

export const RequestScanEnv = z.object({
  ...TelemetryEnv.shape,
  VERDICT_TABLE: z.string().min(1),
  SCAN_QUEUE_URL: z.url(),
});
export type RequestScanEnv = z.infer<typeof RequestScanEnv>;

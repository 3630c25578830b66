import { z } from "zod";

export const RequestScanEnv = z.object({
  VERDICT_TABLE: z.string().min(1),
  SCAN_QUEUE_URL: z.url(),
});
export type RequestScanEnv = z.infer<typeof RequestScanEnv>;

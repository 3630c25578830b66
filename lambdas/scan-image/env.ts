import { z } from "zod";

const Count = z.string().regex(/^[1-9]\d{0,6}$/, "expected a whole number from 1");

export const ScanImageEnv = z.object({
  RESULT_QUEUE_URL: z.url(),
  /** Its masks are never scanned. */
  MASK_BUCKET: z.string().min(1),
  /** `maxReceiveCount` of the scan queue. */
  MAX_DELIVERIES: Count,
  /** Below the function's timeout, so that a scan that hangs ends in a verdict that says so. */
  SCAN_TIMEOUT_SECONDS: Count,
  /** Holds manifest.json and its model; relative to the asset. */
  MODEL_DIRECTORY: z.string().min(1),
});
export type ScanImageEnv = z.infer<typeof ScanImageEnv>;

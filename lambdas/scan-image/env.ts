import { z } from "zod";
import { TelemetryEnv } from "../../core/settings/metrics.ts";
import { ModelEnv, namesWholeBucket } from "../../core/settings/model-env.ts";

const Count = z.string().regex(/^[1-9]\d{0,6}$/, "expected a whole number from 1");

export const ScanImageEnv = z
  .object({
    ...TelemetryEnv.shape,
    ...ModelEnv.shape,
    RESULT_QUEUE_URL: z.url(),
    /** Its masks are never scanned. */
    MASK_BUCKET: z.string().min(1),
    /** `maxReceiveCount` of the scan queue. */
    MAX_DELIVERIES: Count,
    /** Below the function's timeout, so that a scan that hangs ends in a verdict that says so. */
    SCAN_TIMEOUT_SECONDS: Count,
  })
  .check(namesWholeBucket);
export type ScanImageEnv = z.infer<typeof ScanImageEnv>;

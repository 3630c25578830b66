import { z } from "zod";
import { TelemetryEnv } from "../../core/settings/metrics.ts";

export const CanaryEnv = z.object({
  ...TelemetryEnv.shape,
  IMAGE_BUCKET: z.string().min(1),
  VERDICT_TABLE: z.string().min(1),
  /** What keys must begin with to be scanned. */
  KEY_PREFIX: z.string(),
  /** A manipulated image that the model finds; relative to the asset. */
  PICTURE: z.string().min(1),
  /** Longest that a verdict may take. */
  VERDICT_TIMEOUT_SECONDS: z.string().regex(/^[1-9]\d{0,3}$/, "expected whole seconds"),
});
export type CanaryEnv = z.infer<typeof CanaryEnv>;

import { z } from "zod";
import { TelemetryEnv } from "../../core/settings/metrics.ts";
import { QuarantineAction } from "../../core/settings/quarantine-action.ts";

export const QuarantineImageEnv = z.object({
  ...TelemetryEnv.shape,
  VERDICT_TABLE: z.string().min(1),
  ACTION: QuarantineAction,
  TO_BUCKET: z.string().min(1),
  /** Empty, or ends in a slash. */
  TO_PREFIX: z.string().regex(/^(.*\/)?$/s, "expected a prefix that ends in a slash, or none"),
});
export type QuarantineImageEnv = z.infer<typeof QuarantineImageEnv>;

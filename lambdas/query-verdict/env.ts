import { z } from "zod";
import { KeyFilters } from "../../core/settings/key-filter.ts";
import { TelemetryEnv } from "../../core/settings/metrics.ts";

export const QueryVerdictEnv = z.object({
  ...TelemetryEnv.shape,
  VERDICT_TABLE: z.string().min(1),
  /** As JSON. */
  KEY_FILTERS: z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(KeyFilters),
});
export type QueryVerdictEnv = z.input<typeof QueryVerdictEnv>;

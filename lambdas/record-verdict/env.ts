import { z } from "zod";
import { Listing } from "../../core/contracts/listing.ts";
import { TelemetryEnv } from "../../core/settings/metrics.ts";
import { Announced } from "../../core/settings/verdict-event.ts";
import { Tagging } from "../../core/settings/verdict-tag.ts";

export const RecordVerdictEnv = z.object({
  ...TelemetryEnv.shape,
  VERDICT_TABLE: z.string().min(1),
  LISTING: Listing,
  MASK_BUCKET: z.string().min(1),
  /** Of which verdicts an event tells. */
  EVENTS: Announced,
  TAGS: Tagging,
  /** Where notices of SageMaker point. @default none come */
  EXCHANGE_BUCKET: z.string().min(1).optional(),
});
export type RecordVerdictEnv = z.infer<typeof RecordVerdictEnv>;

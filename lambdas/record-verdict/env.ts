import { z } from "zod";
import { Listing } from "../../core/contracts/listing.ts";
import { Announced } from "../../core/contracts/verdict-event.ts";
import { Tagging } from "../../core/contracts/verdict-tag.ts";

export const RecordVerdictEnv = z.object({
  VERDICT_TABLE: z.string().min(1),
  LISTING: Listing,
  MASK_BUCKET: z.string().min(1),
  /** Of which verdicts an event tells. */
  EVENTS: Announced,
  TAGS: Tagging,
});
export type RecordVerdictEnv = z.infer<typeof RecordVerdictEnv>;

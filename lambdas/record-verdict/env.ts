import { z } from "zod";
import { Listing } from "../../core/contracts/listing.ts";

export const RecordVerdictEnv = z.object({
  VERDICT_TABLE: z.string().min(1),
  LISTING: Listing,
  MASK_BUCKET: z.string().min(1),
});
export type RecordVerdictEnv = z.infer<typeof RecordVerdictEnv>;

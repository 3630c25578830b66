import { z } from "zod";
import { Listing } from "../../core/contracts/listing.ts";

export const ParkDeadLetterEnv = z.object({
  VERDICT_TABLE: z.string().min(1),
  LISTING: Listing,
  MAX_DELIVERIES: z.string().regex(/^[1-9]\d*$/),
});
export type ParkDeadLetterEnv = z.infer<typeof ParkDeadLetterEnv>;

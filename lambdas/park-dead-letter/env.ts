import { z } from "zod";
import { Listing } from "../../core/contracts/listing.ts";
import { TelemetryEnv } from "../../core/settings/metrics.ts";

export const ParkDeadLetterEnv = z.object({
  ...TelemetryEnv.shape,
  VERDICT_TABLE: z.string().min(1),
  LISTING: Listing,
  MAX_DELIVERIES: z.string().regex(/^[1-9]\d*$/),
  /** Where notices of SageMaker point. @default none come */
  EXCHANGE_BUCKET: z.string().min(1).optional(),
});
export type ParkDeadLetterEnv = z.infer<typeof ParkDeadLetterEnv>;

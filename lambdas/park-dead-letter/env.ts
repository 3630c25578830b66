import { z } from "zod";
import { Listing } from "../../core/contracts/listing.ts";
import { TelemetryEnv } from "../../core/settings/metrics.ts";
import { Announced } from "../../core/settings/verdict-event.ts";

const Deliveries = z.string().regex(/^[1-9]\d*$/);

export const ParkDeadLetterEnv = z.object({
  ...TelemetryEnv.shape,
  VERDICT_TABLE: z.string().min(1),
  LISTING: Listing,
  /** Of jobs. */
  MAX_DELIVERIES: Deliveries,
  RESULT_DELIVERIES: Deliveries,
  /** Of which verdicts an event tells. */
  EVENTS: Announced,
  /** Where notices of SageMaker point. @default none come */
  EXCHANGE_BUCKET: z.string().min(1).optional(),
});
export type ParkDeadLetterEnv = z.infer<typeof ParkDeadLetterEnv>;

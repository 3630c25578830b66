import { z } from "zod";
import type { ScanJob } from "../contracts/scan-job.ts";

/** Why something is not put on the queue. */
export const PassedOver = z.enum(["known", "young", "gone", "denied"]);
export type PassedOver = z.infer<typeof PassedOver>;

export type Decision = { readonly job: ScanJob } | { readonly passed: PassedOver };

/** What became of the items so far. */
export interface Tally {
  readonly items: number;
  /** Or would be, where nothing is sent. */
  readonly queued: number;
  readonly passed: Readonly<Record<PassedOver, number>>;
}

export const NOTHING_YET: Tally = {
  items: 0,
  queued: 0,
  passed: { known: 0, young: 0, gone: 0, denied: 0 },
};

export function countedIn({ items, queued, passed }: Tally, decision: Decision): Tally {
  if ("job" in decision) return { items: items + 1, queued: queued + 1, passed };
  const why = decision.passed;
  return { items: items + 1, queued, passed: { ...passed, [why]: passed[why] + 1 } };
}

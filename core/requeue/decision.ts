import { z } from "zod";
import type { ScanJob } from "../contracts/scan-job.ts";

/** Why something is not put on the queue. */
export const NotQueued = z.enum(["hasVerdict", "tooRecent", "absent", "denied"]);
export type NotQueued = z.infer<typeof NotQueued>;

export type Decision = { readonly job: ScanJob } | { readonly notQueued: NotQueued };

/** What became of the items so far. */
export interface Tally {
  readonly items: number;
  /** Or would be, where nothing is sent. */
  readonly queued: number;
  readonly notQueued: Readonly<Record<NotQueued, number>>;
}

export const NOTHING_YET: Tally = {
  items: 0,
  queued: 0,
  notQueued: { hasVerdict: 0, tooRecent: 0, absent: 0, denied: 0 },
};

export function countedIn({ items, queued, notQueued }: Tally, decision: Decision): Tally {
  if ("job" in decision) return { items: items + 1, queued: queued + 1, notQueued };
  const why = decision.notQueued;
  return { items: items + 1, queued, notQueued: { ...notQueued, [why]: notQueued[why] + 1 } };
}

import { z } from "zod";
import { isListed } from "../contracts/listing.ts";
import type { Verdict } from "../contracts/verdict.ts";

/** What an event about a verdict says of itself; its detail is the verdict. */
export const VERDICT_EVENT = { source: "fasa.scanner", detailType: "Verdict" } as const;

/** Of which verdicts an event tells. `flagged`: of none about an authentic image. */
export const Announced = z.enum(["none", "flagged", "all"]);
export type Announced = z.infer<typeof Announced>;

export function isAnnounced(verdict: Verdict, announced: Announced): boolean {
  return announced !== "none" && isListed(verdict, announced);
}

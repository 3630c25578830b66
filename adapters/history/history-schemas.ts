import { z } from "zod";
import { PlacedMap } from "../witness/placed-map.ts";

/** What the history thread is started with. */
export const HistorySettings = z.strictObject({
  /** Of the network that decides. */
  modelPath: z.string(),
  /** Of one run of that network. */
  threads: z.int().positive(),
});
export type HistorySettings = z.infer<typeof HistorySettings>;

/** Nothing of a picture that is too small. */
export const Examination = z
  .strictObject({ map: PlacedMap, confidence: PlacedMap, score: z.number() })
  .optional();

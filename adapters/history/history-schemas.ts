import { z } from "zod";

/** What the history thread is started with. */
export const HistorySettings = z.strictObject({
  /** Of the network that decides. */
  modelPath: z.string(),
  /** Of one run of that network. */
  threads: z.int().positive(),
});
export type HistorySettings = z.infer<typeof HistorySettings>;

const PlacedMap = z.strictObject({
  width: z.int().positive(),
  height: z.int().positive(),
  values: z.custom<Float32Array>((value) => value instanceof Float32Array),
  leftPx: z.number(),
  topPx: z.number(),
  cellWidthPx: z.number().positive(),
  cellHeightPx: z.number().positive(),
});

/** Nothing of a picture that is too small. */
export const Examination = z
  .strictObject({ map: PlacedMap, confidence: PlacedMap, score: z.number() })
  .optional();

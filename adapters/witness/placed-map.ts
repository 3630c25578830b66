import { z } from "zod";

/** A `PlacedMap` of core/witness-ports, as a thread sends it. */
export const PlacedMap = z.strictObject({
  width: z.int().positive(),
  height: z.int().positive(),
  values: z.custom<Float32Array>((value) => value instanceof Float32Array),
  leftPx: z.number(),
  topPx: z.number(),
  cellWidthPx: z.number().positive(),
  cellHeightPx: z.number().positive(),
});

import { z } from "zod";
import { ResizeKernel } from "../../core/contracts/model-manifest.ts";
import { PlacedMap } from "../witness/placed-map.ts";

/** What the thread is started with that looks at tiles. */
export const TilesSettings = z.strictObject({
  /** Of the graph that describes a tile. */
  featuresPath: z.string(),
  /** Of the graph that decides about it. */
  decisionPath: z.string(),
  /** Of one run of a graph. */
  threads: z.int().positive(),
  /** How a picture of more tiles than may be is reduced. */
  kernel: ResizeKernel,
  rules: z.strictObject({
    sidePx: z.int().positive(),
    overlapPx: z.int().nonnegative(),
    most: z.int().positive(),
  }),
});
export type TilesSettings = z.infer<typeof TilesSettings>;

export const Examination = z.strictObject({ map: PlacedMap, count: z.int().positive() });

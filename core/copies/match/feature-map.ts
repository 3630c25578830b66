import type { Plane } from "../pixels/plane.ts";
import type { TimeBudget } from "../time-budget.ts";

/** Zernike moment magnitudes of a pixel, of order 5 at most. */
export const CHANNELS = 12;
/** Of the disc that they describe. */
export const FEATURE_RADIUS_PX = 6;
/** Rows that are described at once: all intermediate values of a strip stay in the cache. */
const STRIP_ROWS = 32;

/**
 * What the neighbourhood of each pixel looks like, however it is turned: CHANNELS values a pixel, row
 * by row, in eighths of a level.
 */
export interface FeatureMap {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly values: Int16Array;
}

/**
 * Describes the pixels of a plane that are FEATURE_RADIUS_PX or further from its edges.
 *
 * @returns CHANNELS values for each of them.
 */
export type DescribeStrip = (strip: Plane) => Promise<Int16Array>;

/**
 * Strip by strip. Beyond the edges the picture is mirrored.
 *
 * @param sparePixels for which there is room behind those of the picture.
 * @returns undefined when time ran out.
 */
export async function featuresOf(
  gray: Plane,
  describe: DescribeStrip,
  budget: TimeBudget,
  sparePixels = 0,
): Promise<FeatureMap | undefined> {
  const { widthPx, heightPx } = gray;
  const values = new Int16Array((widthPx * heightPx + sparePixels) * CHANNELS);
  const isDone = await writeFeatures(gray, describe, budget, values);
  return isDone ? { widthPx, heightPx, values } : undefined;
}

/** Writes to the beginning of `values`. @returns false when time ran out. */
export async function writeFeatures(
  gray: Plane,
  describe: DescribeStrip,
  budget: TimeBudget,
  values: Int16Array,
): Promise<boolean> {
  for (let top = 0; top < gray.heightPx; top += STRIP_ROWS) {
    if (budget.isSpent()) return false;
    const rows = Math.min(STRIP_ROWS, gray.heightPx - top);
    values.set(await describe(stripOf(gray, top, rows)), top * gray.widthPx * CHANNELS);
  }
  return true;
}

/** `rows` rows from `top` on with the disc's radius on all sides. */
function stripOf(gray: Plane, top: number, rows: number): Plane {
  const widthPx = gray.widthPx + 2 * FEATURE_RADIUS_PX;
  const heightPx = rows + 2 * FEATURE_RADIUS_PX;
  const values = new Float32Array(widthPx * heightPx);
  for (let row = 0; row < heightPx; row++) {
    const y = mirrored(top + row - FEATURE_RADIUS_PX, gray.heightPx);
    const line = gray.values.subarray(y * gray.widthPx, (y + 1) * gray.widthPx);
    const at = row * widthPx + FEATURE_RADIUS_PX;
    values.set(line, at);
    for (let beyond = 1; beyond <= FEATURE_RADIUS_PX; beyond++) {
      values[at - beyond] = line[mirrored(-beyond, line.length)] ?? 0;
      values[at + line.length - 1 + beyond] =
        line[mirrored(line.length - 1 + beyond, line.length)] ?? 0;
    }
  }
  return { widthPx, heightPx, values };
}

/** The pixel at the edge is not repeated; of a side shorter than the radius the last one is. */
function mirrored(place: number, length: number): number {
  const inside = place < 0 ? -place : place >= length ? 2 * (length - 1) - place : place;
  return Math.min(Math.max(inside, 0), length - 1);
}

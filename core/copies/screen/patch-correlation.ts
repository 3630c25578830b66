import { Correlation } from "../pixels/correlation.ts";
import { evenSample } from "../pixels/samples.ts";
import { valueAt } from "../pixels/warp.ts";
import { type Affine, apply, type Point } from "../transform.ts";
import type { Picture } from "./seed-match.ts";

/** Correlation of the detail in 9 × 9 pixels around some of the seeds. */
export interface PatchCorrelation {
  /** What shares a few strong edges alone has little of it. */
  readonly median: number;
  /** Mean over those with the least contrast: what repeats without being copied has other noise. */
  readonly lowContrast: number;
}

const MAX_PATCHES = 150;
const RADIUS_PX = 4;
const LOW_CONTRAST_SHARE = 0.4;

export function patchCorrelation(
  picture: Picture,
  seeds: readonly Point[],
  by: Affine,
): PatchCorrelation {
  const patches = evenSample(seeds, MAX_PATCHES).map((seed) => correlated(picture, seed, by));
  const values = patches.map(({ value }) => value).sort((a, b) => a - b);
  const low = patches
    .toSorted((a, b) => a.firstVariance - b.firstVariance)
    .slice(0, Math.ceil(LOW_CONTRAST_SHARE * patches.length));
  const sum = low.reduce((all, { value }) => all + value, 0);
  return { median: values[values.length >> 1] ?? 0, lowContrast: sum / Math.max(low.length, 1) };
}

function correlated({ detail }: Picture, { x, y }: Point, by: Affine): Correlation {
  const { widthPx, heightPx, values } = detail;
  const pairs = new Correlation();
  for (let row = y - RADIUS_PX; row <= y + RADIUS_PX; row++) {
    for (let column = x - RADIUS_PX; column <= x + RADIUS_PX; column++) {
      if (column < 0 || row < 0 || column >= widthPx || row >= heightPx) continue;
      const there = apply(by, column, row);
      pairs.add(values[row * widthPx + column] ?? 0, valueAt(detail, there.x, there.y));
    }
  }
  return pairs;
}

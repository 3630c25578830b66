import { Correlation } from "../pixels/correlation.ts";
import { lowPass } from "../pixels/filters.ts";
import type { Plane } from "../pixels/plane.ts";
import { valueAt } from "../pixels/warp.ts";
import { type Affine, apply, type Point } from "../transform.ts";

/** The working picture, and what is left of it without its coarse shapes. */
export interface Picture {
  readonly gray: Plane;
  /** Gauss of DETAIL_SIGMA_PX. */
  readonly coarse: Plane;
  /** `gray` less `coarse`. */
  readonly detail: Plane;
}

/** Finer than this is detail. */
export const DETAIL_SIGMA_PX = 1.6;
const MIN_PAIRS = 20;

export function pictureOf(gray: Plane): Picture {
  const coarse = lowPass(gray, DETAIL_SIGMA_PX);
  const values = gray.values.map((value, at) => value - (coarse.values[at] ?? 0));
  return { gray, coarse, detail: { ...gray, values } };
}

/** A transform, and how well the seeds match under it. */
export interface Tried {
  readonly by: Affine;
  readonly match: number;
}

/** Correlation of the seeds' detail with that at an offset in whole pixels; −1 of too few. */
export function matchAtOffset({ detail }: Picture, seeds: readonly Point[], by: Point): number {
  const { widthPx, heightPx, values } = detail;
  const pairs = new Correlation();
  for (const { x, y } of seeds) {
    const [column, row] = [x + by.x, y + by.y];
    if (column < 0 || row < 0 || column >= widthPx || row >= heightPx) continue;
    pairs.add(values[y * widthPx + x] ?? 0, values[row * widthPx + column] ?? 0);
  }
  return pairs.count < MIN_PAIRS ? -1 : pairs.value;
}

/** The same with that at the places where a transform takes them. */
export function matchUnder({ detail }: Picture, seeds: readonly Point[], by: Affine): number {
  const { widthPx, heightPx, values } = detail;
  const pairs = new Correlation();
  for (const { x, y } of seeds) {
    const there = apply(by, x, y);
    if (!(there.x > 0 && there.y > 0 && there.x < widthPx - 1 && there.y < heightPx - 1)) continue;
    pairs.add(values[y * widthPx + x] ?? 0, valueAt(detail, there.x, there.y));
  }
  return pairs.count < MIN_PAIRS ? -1 : pairs.value;
}

import type { Mask } from "../pixels/plane.ts";
import { type Affine, apply, inverse, type Point } from "../transform.ts";
import { isIn } from "./map-region.ts";

/** A pair that was looked at. */
interface Pair {
  readonly here: Mask;
  readonly there: Mask;
  /** From here to there. */
  readonly transform: Affine;
}

const MIN_SHARE = 0.5;
const MAX_APART_PX = 4;

/** Whether the pair says already, in either direction, that the transform takes the points elsewhere. */
export function explains(
  { here, there, transform }: Pair,
  points: readonly Point[],
  by: Affine,
): boolean {
  return agrees(here, transform, points, by) || agrees(there, inverse(transform), points, by);
}

function agrees(region: Mask, ours: Affine, points: readonly Point[], theirs: Affine): boolean {
  const inside = points.filter(({ x, y }) => isIn(region, x, y));
  if (inside.length <= MIN_SHARE * points.length) return false;
  const x = inside.reduce((sum, point) => sum + point.x, 0) / inside.length;
  const y = inside.reduce((sum, point) => sum + point.y, 0) / inside.length;
  const [there, other] = [apply(ours, x, y), apply(theirs, x, y)];
  return Math.hypot(there.x - other.x, there.y - other.y) < MAX_APART_PX;
}

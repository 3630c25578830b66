import { MIN_OFFSET_PX } from "../match/offset-field.ts";
import type { Mask } from "../pixels/plane.ts";
import type { Picture } from "../screen/seed-match.ts";
import { type Affine, apply, inverse, type Point } from "../transform.ts";
import { type Comparison, compareSides } from "../verify/compare-sides.ts";
import { boxOf, pointsOf } from "../verify/map-region.ts";

const MIN_PIXELS = 30;
/** Of the region, that must be on the picture there. */
const MIN_SHARE = 0.2;
/** Variance of brightness below which likeness says nothing. */
const MIN_VARIANCE = 4;

/**
 * How alike a region is to what lies one step further than its other side, or one step before it:
 * tiles, letters and windows come a third time, a copy does not.
 *
 * @param by from the region to its other side.
 * @returns mean correlation of brightness, of the place that is more alike; 0 where neither is.
 */
export function thirdPlaceLikeness(
  picture: Picture,
  region: Mask,
  by: Affine,
  isTranslation: boolean,
): number {
  const points = pointsOf(region);
  if (points.length === 0) return 0;
  const box = boxOf(points);
  const likenesses = [twice(by), inverse(by)].map((third) => {
    const side = compareSides(picture, third, isTranslation, box);
    // What was turned by 180° would be turned back to its source.
    const apart = points.filter(({ x, y }) => isApart(apply(third, x, y), apply(by, x, y)));
    return likenessOf(side, apart, MIN_SHARE * points.length);
  });
  return Math.max(0, ...likenesses);
}

function isApart(one: Point, other: Point): boolean {
  return Math.hypot(one.x - other.x, one.y - other.y) >= MIN_OFFSET_PX;
}

/** 0 of too few. */
function likenessOf(side: Comparison, points: readonly Point[], minCount: number): number {
  const varied = points
    .map(({ x, y }) => (y - side.topPx) * side.widthPx + x - side.leftPx)
    .filter((at) => side.isComparable[at] === 1 && (side.varianceHere[at] ?? 0) > MIN_VARIANCE);
  if (varied.length < Math.max(MIN_PIXELS, minCount)) return 0;
  return varied.reduce((sum, at) => sum + (side.correlation[at] ?? 0), 0) / varied.length;
}

function twice(by: Affine): Affine {
  return {
    xx: by.xx * by.xx + by.xy * by.yx,
    xy: by.xx * by.xy + by.xy * by.yy,
    x0: by.xx * by.x0 + by.xy * by.y0 + by.x0,
    yx: by.yx * by.xx + by.yy * by.yx,
    yy: by.yx * by.xy + by.yy * by.yy,
    y0: by.yx * by.x0 + by.yy * by.y0 + by.y0,
  };
}

import { componentsOf, hitsOf, keptPixels } from "../pixels/components.ts";
import { filled } from "../pixels/fill-holes.ts";
import { boxMean } from "../pixels/filters.ts";
import { closed, dilated, opened, type Pixels } from "../pixels/morphology.ts";
import { indicesOf, medianOf, quantileOf } from "../pixels/samples.ts";
import type { Comparison } from "./compare-sides.ts";
import { differenceOf, type Grown } from "./grow-region.ts";

const SMOOTH_RADIUS_PX = 2;
/** Equality goes on beyond what correlates, but not for ever: flat pixels are equal everywhere. */
const REACH_PX = 24;
/** The ring outside whose differences are those of what was not copied. */
const RING_FROM_PX = 8;
const RING_TO_PX = 20;
const RING_SHARE = 0.3;
const MIN_RING_PIXELS = 50;
const MIN_HITS = 40;
/** Variance of brightness below which equality says nothing. */
const MIN_VARIANCE = 0.3 ** 2;

/** The region up to where both sides begin to differ, without holes. */
export function refineEdge(side: Comparison, { core, region, step }: Grown): Pixels {
  const { widthPx: width, isComparable, varianceHere } = side;
  const difference = boxMean(differenceOf(side, step), width, SMOOTH_RADIUS_PX);
  const limit = limitOf(side, core, region, difference);
  const isNear = dilated(region, width, REACH_PX);
  const isEqual = isNear.map((is, at) =>
    is === 1 &&
    isComparable[at] === 1 &&
    (difference[at] ?? 0) < limit &&
    (varianceHere[at] ?? 0) > MIN_VARIANCE
      ? 1
      : 0,
  );
  const joined = opened(isEqual, width, 2).map((is, at) => is | (region[at] ?? 0));
  const parts = componentsOf(closed(joined, width, 2), width);
  const hits = hitsOf(parts, core);
  const kept = keptPixels(parts, (part) => (hits[part] ?? 0) >= MIN_HITS);
  const within = (pixels: Pixels) => pixels.map((is, at) => is & (isComparable[at] ?? 0));
  return within(filled(within(dilated(kept, width, 1)), width));
}

/** Between the difference in the core and that in a ring around it. */
function limitOf(
  { widthPx: width, isComparable }: Comparison,
  core: Pixels,
  region: Pixels,
  difference: Float32Array,
): number {
  const value = (at: number) => difference[at] ?? 0;
  const inside = medianOf(indicesOf(core), value);
  const near = dilated(region, width, RING_FROM_PX);
  const ring = indicesOf(
    dilated(region, width, RING_TO_PX),
    (at) => near[at] === 0 && isComparable[at] === 1,
  );
  const isKnown = ring.length > MIN_RING_PIXELS;
  const outside = isKnown ? quantileOf(ring, RING_SHARE, value) : 4 * inside + 1;
  const between = Math.sqrt(Math.max(inside, 0.15) * Math.max(outside, 0.3));
  const limit = outside > inside ? Math.max(between, 1.5 * inside + 0.05) : 1.2 * inside;
  return Math.min(limit, 3 * inside + 0.6);
}

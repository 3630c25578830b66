import { dilated, type Pixels } from "../pixels/morphology.ts";
import type { Mask } from "../pixels/plane.ts";
import { indicesOf } from "../pixels/samples.ts";
import { type Comparison, MIN_DETAIL } from "../verify/compare-sides.ts";

/** Rings around a region by the distance from it, in px. */
const BESIDE_PX = { from: 6, to: 16 };
const AROUND_PX = { from: 16, to: 40 };
const MIN_PIXELS = 30;
/** Variance of brightness below which likeness says nothing. */
const MIN_VARIANCE = 4;
/** And below which nothing shows, not even noise. */
const FLAT_VARIANCE = 1;

/** What is outside a region, and whether it is alike on both sides as well: a pattern goes on. */
export interface Surroundings {
  /** Mean correlation of detail beside the region; 0 where there is hardly any. */
  readonly ringZncc: number;
  /** The same of brightness, beside it and further out. */
  readonly besideLikeness: number;
  readonly aroundLikeness: number;
  /** Of the region and what is beside it, the share without any noise: as a program draws a ground. */
  readonly flatShare: number;
}

export function surroundingsOf(side: Comparison, { values, widthPx }: Mask): Surroundings {
  const beside = ringOf(values, widthPx, BESIDE_PX);
  const around = ringOf(values, widthPx, AROUND_PX);
  const isWithin = (at: number) => side.isComparable[at] === 1;
  const isDetailed = (at: number) => isWithin(at) && (side.powerHere[at] ?? 0) > MIN_DETAIL ** 2;
  const isVaried = (at: number) => isWithin(at) && (side.varianceHere[at] ?? 0) > MIN_VARIANCE;
  const seen = [...indicesOf(values), ...indicesOf(beside, isWithin)];
  const flat = seen.filter((at) => (side.varianceHere[at] ?? 0) < FLAT_VARIANCE);
  return {
    ringZncc: meanOf(side.detailCorrelation, indicesOf(beside, isDetailed)),
    besideLikeness: meanOf(side.correlation, indicesOf(beside, isVaried)),
    aroundLikeness: meanOf(side.correlation, indicesOf(around, isVaried)),
    flatShare: flat.length / Math.max(seen.length, 1),
  };
}

function ringOf(region: Pixels, width: number, { from, to }: typeof BESIDE_PX): Pixels {
  const near = dilated(region, width, from);
  return dilated(region, width, to).map((is, at) => (is === 1 && near[at] === 0 ? 1 : 0));
}

/** 0 of too few. */
function meanOf(values: Float32Array, at: readonly number[]): number {
  if (at.length < MIN_PIXELS) return 0;
  return at.reduce((sum, i) => sum + (values[i] ?? 0), 0) / at.length;
}

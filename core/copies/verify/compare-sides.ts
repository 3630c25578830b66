import { MIN_OFFSET_PX } from "../match/offset-field.ts";
import { lowPass } from "../pixels/filters.ts";
import { localMoments } from "../pixels/local-moments.ts";
import type { Pixels } from "../pixels/morphology.ts";
import { cut, type Window } from "../pixels/plane.ts";
import { type Warped, warped } from "../pixels/warp.ts";
import { DETAIL_SIGMA_PX, type Picture } from "../screen/seed-match.ts";
import { type Affine, apply, determinant } from "../transform.ts";

/** The pixels of a window beside those where a transform takes them; values row by row. */
export interface Comparison extends Window {
  readonly transform: Affine;
  readonly here: Float32Array;
  readonly there: Float32Array;
  /** Both without their coarse shapes. */
  readonly detailHere: Float32Array;
  readonly detailThere: Float32Array;
  /** Variance of the detail around each pixel. */
  readonly powerHere: Float32Array;
  readonly powerThere: Float32Array;
  /** Variance of `here` around each pixel. */
  readonly varianceHere: Float32Array;
  /** Correlation of both sides around each pixel (ZNCC), of brightness and of detail. */
  readonly correlation: Float32Array;
  readonly detailCorrelation: Float32Array;
  /** 1 where there is a pixel to compare with, and it is far enough away to be another one. */
  readonly isComparable: Pixels;
  /** 1 where it is comparable and both sides have detail. */
  readonly isTextured: Pixels;
}

/** Gauss that takes away what resampling took away on one side. */
const RESAMPLED_SIGMA_PX = 0.4;
/** Standard deviation of detail, in levels, below which there is none. */
export const MIN_DETAIL = 0.35;

/** @param isTranslation by whole pixels: both sides are compared as they are. */
export function compareSides(
  picture: Picture,
  transform: Affine,
  isTranslation: boolean,
  window: Window,
): Comparison {
  const sides = isTranslation
    ? sidesAsTheyAre(picture, transform, window)
    : smoothedSides(picture, transform, window);
  const { here, there, detailHere, detailThere } = sides;
  const isComparable = comparable(sides.isInside, transform, window);
  const bright = localMoments(here, there, window.widthPx, 1e-3);
  const fine = localMoments(detailHere, detailThere, window.widthPx, 1e-4);
  const [powerHere, powerThere] = [fine.varianceA, fine.varianceB];
  const hasDetail = (power: Float32Array, at: number) => (power[at] ?? 0) > MIN_DETAIL ** 2;
  const isTextured = isComparable.map((is, at) =>
    is === 1 && hasDetail(powerHere, at) && hasDetail(powerThere, at) ? 1 : 0,
  );
  return {
    ...{ ...window, transform, here, there, detailHere, detailThere, powerHere, powerThere },
    varianceHere: bright.varianceA,
    correlation: bright.correlation,
    detailCorrelation: fine.correlation,
    ...{ isComparable, isTextured },
  };
}

type Sides = Pick<Comparison, "here" | "there" | "detailHere" | "detailThere"> &
  Pick<Warped, "isInside">;

function sidesAsTheyAre({ gray, detail }: Picture, transform: Affine, window: Window): Sides {
  const { values: there, isInside } = warped(gray, transform, window);
  const detailThere = warped(detail, transform, window).values;
  return { here: cut(gray, window), there, detailHere: cut(detail, window), detailThere, isInside };
}

function smoothedSides({ gray }: Picture, transform: Affine, window: Window): Sides {
  const { widthPx, heightPx } = window;
  // What is smaller there has lost the finest of its detail.
  const widening = 1 / Math.min(1, Math.sqrt(determinant(transform)));
  const filtered = (values: Float32Array, sigmaPx: number) =>
    lowPass({ widthPx, heightPx, values }, sigmaPx * widening).values;
  const detailOf = (values: Float32Array) => {
    const coarse = filtered(values, DETAIL_SIGMA_PX);
    return values.map((value, at) => value - (coarse[at] ?? 0));
  };
  const { values, isInside } = warped(gray, transform, window);
  const here = filtered(cut(gray, window), RESAMPLED_SIGMA_PX);
  const there = filtered(values, RESAMPLED_SIGMA_PX);
  return { here, there, detailHere: detailOf(here), detailThere: detailOf(there), isInside };
}

function comparable(isInside: Pixels, transform: Affine, window: Window): Pixels {
  const pixels = isInside.slice();
  for (let row = 0, at = 0; row < window.heightPx; row++) {
    for (let column = 0; column < window.widthPx; column++, at++) {
      const [x, y] = [window.leftPx + column, window.topPx + row];
      const there = apply(transform, x, y);
      if ((there.x - x) ** 2 + (there.y - y) ** 2 < MIN_OFFSET_PX ** 2) pixels[at] = 0;
    }
  }
  return pixels;
}

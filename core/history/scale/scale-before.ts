import type { Luma } from "../luma.ts";
import { FIGURES, type FigureName } from "../planes.ts";
import type { CountZeros } from "../zeros/zero-map.ts";
import { findScale, type Scale } from "./scale-search.ts";

/** Scaled back to more, a picture takes too much memory and time. */
const MAX_PIXELS = 16e6;
const MIN_SIDE_PX = 64;
/**
 * Beyond these a picture tells enough as it is. Vote of PNGs: at most 0.22 in 15 scaled ones, at least
 * 0.29 in 128 that were not. Doubled frequencies of JPEGs: none in 45 scaled ones.
 */
const MAX_VOTE = 0.25;
const MAX_DOUBLED = 0.2;
/** Deviation that a strong last saving brings to a coefficient, in levels: qualities below 96 or so. */
const STRONG_SIGMA = 1;
const LIGHT_THRESHOLD = 1;
const STRONG_THRESHOLD = 2;

export interface Before extends Scale {
  /** Below which a coefficient of the picture scaled back counts as zero, in levels. */
  readonly threshold: number;
}

/**
 * The picture before it was scaled, when it says little as it is stored.
 *
 * @param figures of the evidence on the stored picture.
 */
export function scaleBefore(
  luma: Luma,
  figures: Float32Array,
  countZeros: CountZeros,
): Before | undefined {
  const figure = (name: FigureName) => figures[FIGURES.indexOf(name)] ?? 0;
  const saysMuch =
    figure("isJpeg") === 1
      ? figure("shareOfDoubledFrequencies") > MAX_DOUBLED
      : figure("vote") > MAX_VOTE;
  if (saysMuch) return undefined;
  const isStrong = figure("logSigma") > Math.log(STRONG_SIGMA);
  const threshold = isStrong ? STRONG_THRESHOLD : LIGHT_THRESHOLD;
  const scale = findScale(luma, { countZeros, threshold });
  if (scale === undefined || scale.width * scale.height > MAX_PIXELS) return undefined;
  return Math.min(scale.width, scale.height) < MIN_SIDE_PX ? undefined : { ...scale, threshold };
}

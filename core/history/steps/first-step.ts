import { StepHistograms } from "./step-histograms.ts";

/** First steps that are tried. */
const MAX_FIRST_STEP = 40;
/** Shares of the picture's blocks that may have gone through the first step. */
const DOUBLED_SHARES = [1, 0.65, 0.35];
/** A mixture must fit this much better than all blocks doubled, to be believed. */
const MIXTURE_GAIN = 0.7;
const MAX_RATIO = 3;
/** Below this gain, or where a single step explains the histogram so well, nothing is doubled. */
const MIN_GAIN = 0.5;
const MIN_SINGLE_DISTANCE = 1e-3;
/** What the histogram of doubled coefficients is believed to hold of single ones. */
const SINGLE_IN_DOUBLED = 0.03;
/** Coefficients of like strength: first multiples of the last step; each group ends at the next. */
const STRENGTHS = [0, 1, 2, 4, 8, 16, 32];

/** What a coefficient of k last steps says, by k. */
export interface Ratios {
  /** Log-likelihood of single less that of double quantisation, within ±3. */
  readonly ratio: Float64Array;
  /** The same less its expectation for coefficients of that strength. */
  readonly excess: Float64Array;
  readonly variance: Float64Array;
}

/** The step of a first saving that explains a frequency's histogram best. */
export interface FirstStep {
  /** Whole; 1 is none. */
  readonly step: number;
  /** Share of the distance to single quantisation that it explains, at most 1. */
  readonly gain: number;
  readonly doubledShare: number;
  /** Squared distance of the histogram from that of single quantisation. */
  readonly singleDistance: number;
  /** Undefined where no first step is believed. */
  readonly ratios: Ratios | undefined;
}

/** Multiples of the last step that are told apart; the largest stands for all beyond. */
export function maxMultipleOf(lastStep: number): number {
  return Math.trunc(Math.min(60, Math.max(4, 1000 / lastStep)));
}

/**
 * Looks for the first step of one frequency. The picture's own coefficients on another grid serve
 * as what they were before any quantisation: they are quantised by each step that is tried, spread
 * by rounding, quantised by the last step, and the histograms compared. T. Bianchi and A. Piva,
 * "Image forgery localization via block-grained analysis of JPEG artifacts", 2012.
 *
 * @param shares histogram over multiples 0..K of the last step, sum 1.
 * @param unquantised absolute coefficients on another grid, in units of MAGNITUDES_PER_LEVEL.
 */
export function findFirstStep(
  shares: Float64Array,
  unquantised: Uint16Array,
  lastStep: number,
): FirstStep {
  const k = shares.length - 1;
  const sample = new StepHistograms(unquantised, lastStep, k);
  const single = sample.single();
  const singleDistance = distance(shares, single, single, 0);
  let best = { step: 1, share: 1, distance: Number.POSITIVE_INFINITY, doubled: single };
  for (let step = 1; step <= MAX_FIRST_STEP; step++) {
    const doubled = sample.doubled(step);
    const fit = bestShare(shares, doubled, single);
    if (fit.distance < best.distance) best = { step, doubled, ...fit };
  }
  const gain = 1 - best.distance / Math.max(singleDistance, 1e-12);
  const isBelieved = best.step > 1 && gain >= MIN_GAIN && singleDistance >= MIN_SINGLE_DISTANCE;
  const ratios = isBelieved ? ratiosOf(shares, single, best.doubled) : undefined;
  return { step: best.step, gain, doubledShare: best.share, singleDistance, ratios };
}

/** Between the roots of both, the last bin left out; `double` is mixed in by `share`. */
function distance(
  shares: Float64Array,
  single: Float64Array,
  double: Float64Array,
  share: number,
): number {
  let sum = 0;
  for (let k = 0; k < shares.length - 1; k++) {
    const mixed = share * (double[k] ?? 0) + (1 - share) * (single[k] ?? 0);
    sum += (Math.sqrt(shares[k] ?? 0) - Math.sqrt(mixed)) ** 2;
  }
  return sum;
}

function bestShare(shares: Float64Array, doubled: Float64Array, single: Float64Array) {
  let best = { share: 1, distance: distance(shares, single, doubled, 1) };
  for (const share of DOUBLED_SHARES.slice(1)) {
    const mixed = distance(shares, single, doubled, share);
    if (mixed < MIXTURE_GAIN * best.distance) best = { share, distance: mixed };
  }
  return best;
}

function ratiosOf(shares: Float64Array, single: Float64Array, doubled: Float64Array): Ratios {
  const ratio = single.map((p, k) => {
    const mixed = (1 - SINGLE_IN_DOUBLED) * (doubled[k] ?? 0) + SINGLE_IN_DOUBLED * p;
    return Math.min(Math.max(Math.log(p / mixed), -MAX_RATIO), MAX_RATIO);
  });
  const excess = ratio.slice();
  const variance = new Float64Array(ratio.length);
  for (const [index, from] of STRENGTHS.entries()) {
    const to = STRENGTHS[index + 1] ?? ratio.length;
    const weights = shares.subarray(from, to);
    const total = weights.reduce((sum, p) => sum + p, 0);
    if (total === 0) continue;
    const mean = weights.reduce((sum, p, i) => sum + p * (ratio[from + i] ?? 0), 0) / total;
    const squares = weights.reduce(
      (sum, p, i) => sum + p * ((ratio[from + i] ?? 0) - mean) ** 2,
      0,
    );
    for (let k = from; k < Math.min(to, ratio.length); k++) {
      excess[k] = (ratio[k] ?? 0) - mean;
      variance[k] = squares / total;
    }
  }
  return { ratio, excess, variance };
}

import { MAGNITUDES_PER_LEVEL } from "../cells.ts";
import { normalBelow } from "./normal.ts";

/** Deviation, in levels, that rounding the pixels between both savings brings to a coefficient. */
const ROUNDING_SIGMA = 0.45;
/** Bins of the unquantised sample: half a level each. */
const MAX_FINE_BINS = 2048;
/** Added to every count, so that no share is 0. */
const PRIOR_COUNT = 0.6;

/** Unquantised coefficients, from which histograms after one and after two savings follow. */
export class StepHistograms {
  readonly #count: number;
  readonly #lastStep: number;
  readonly #maxMultiple: number;
  /** Values below each half level, from 0 on. */
  readonly #below: Uint32Array;
  readonly #single: Float64Array;

  /** @param values absolute coefficients, in units of MAGNITUDES_PER_LEVEL. */
  constructor(values: Uint16Array, lastStep: number, maxMultiple: number) {
    this.#count = values.length;
    this.#lastStep = lastStep;
    this.#maxMultiple = maxMultiple;
    const bins = Math.min(MAX_FINE_BINS, Math.trunc(2 * (maxMultiple + 1.5) * lastStep) + 4);
    this.#below = new Uint32Array(bins + 1);
    this.#single = new Float64Array(maxMultiple + 1);
    for (const value of values) {
      const level = value / MAGNITUDES_PER_LEVEL;
      const bin = Math.min(Math.floor(2 * level), bins - 1) + 1;
      this.#below[bin] = (this.#below[bin] ?? 0) + 1;
      const multiple = Math.min(Math.floor(level / lastStep + 0.5), maxMultiple);
      this.#single[multiple] = (this.#single[multiple] ?? 0) + 1;
    }
    for (let bin = 1; bin <= bins; bin++) {
      this.#below[bin] = (this.#below[bin] ?? 0) + (this.#below[bin - 1] ?? 0);
    }
  }

  /** Shares of multiples of the last step, when nothing went before it. */
  single(): Float64Array {
    return this.#smooth(this.#single);
  }

  /** After quantisation by `firstStep`, saving as pixels, and quantisation by the last step. */
  doubled(firstStep: number): Float64Array {
    const histogram = new Float64Array(this.#maxMultiple + 1);
    const bins = this.#below.length - 1;
    // Multiple j of the first step takes in the half levels from (2j − 1)·step on.
    for (let j = 0; (2 * j - 1) * firstStep < bins; j++) {
      const end = this.#below[Math.min((2 * j + 1) * firstStep, bins)] ?? 0;
      const count = end - (this.#below[Math.max((2 * j - 1) * firstStep, 0)] ?? 0);
      if (count > 0) this.#spread(histogram, j * firstStep, count);
    }
    return this.#smooth(histogram);
  }

  #spread(histogram: Float64Array, level: number, count: number): void {
    const step = this.#lastStep;
    const multiple = Math.floor(level / step + 0.5);
    const above = normalBelow((level - (multiple + 0.5) * step) / ROUNDING_SIGMA);
    const below = normalBelow(((multiple - 0.5) * step - level) / ROUNDING_SIGMA);
    const add = (at: number, share: number) => {
      const k = Math.min(at, this.#maxMultiple);
      histogram[k] = (histogram[k] ?? 0) + share * count;
    };
    add(multiple, 1 - above - below);
    add(multiple + 1, above);
    add(Math.abs(multiple - 1), below);
  }

  /** Counts to shares, none of them 0. */
  #smooth(counts: Float64Array): Float64Array {
    const total = this.#count + PRIOR_COUNT * counts.length;
    return counts.map((count) => (count + PRIOR_COUNT) / total);
  }
}

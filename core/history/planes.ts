/**
 * Planes of the evidence, in the order in which they lie in memory and in which the network was
 * trained. One value per cell; all are clipped to ±50.
 */
export const PLANES = [
  // Log-likelihood ratio of single against double quantisation, summed over frequencies.
  "ratioOfNonZero",
  "ratioOfAll",
  // The same less its expectation for coefficients of that strength; variance; number of terms.
  "excess",
  "excessVariance",
  "nonZeroCount",
  // Shares of coefficients that are nearly zero on the main grid, on others, on the second grid.
  "zerosMain",
  "zerosAboveShifted",
  "zerosShifted",
  "zerosSecondAboveShifted",
  // How far the vote of the main grid, and the strongest of the others, rise above their neighbours.
  "voteMain",
  "voteOther",
  "logEnergy",
  "brightness",
  "clippedShare",
  "logResidual",
  "isFlat",
  // As excess and excessVariance, over the six lowest frequencies, zeros included.
  "lowExcess",
  "lowExcessVariance",
  // The first four again, against a last step that was itself found, where no file names one.
  "earlierExcess",
  "earlierExcessVariance",
  "earlierRatioOfNonZero",
  "earlierNonZeroCount",
  "logMiddleEnergy",
  "logHighEnergy",
] as const;
export type PlaneName = (typeof PLANES)[number];

/** Figures of the whole picture, in the network's order. */
export const FIGURES = [
  "shareOfDoubledFrequencies",
  "logStepRatio",
  "logLastStep",
  "vote",
  "secondVote",
  "isJpeg",
  "gain",
  "doubledShare",
  "logSize",
  "logSigma",
  "shareOfEarlierDoubled",
  "earlierGain",
  "logScale",
] as const;
export type FigureName = (typeof FIGURES)[number];

/** What the network sees of a plane is its value by this. 1 where none is named. */
const DIVISORS: Partial<Record<PlaneName, number>> = {
  ratioOfNonZero: 4,
  ratioOfAll: 4,
  excess: 4,
  excessVariance: 4,
  nonZeroCount: 8,
  logEnergy: 3,
  lowExcess: 4,
  lowExcessVariance: 4,
  earlierExcess: 4,
  earlierExcessVariance: 4,
  earlierRatioOfNonZero: 4,
  earlierNonZeroCount: 8,
};
const LIMIT = 50;

/** Planes in one piece of memory, one after the other. */
export class Planes {
  readonly values: Float32Array<ArrayBuffer>;
  readonly #cells: number;

  constructor(cells: number) {
    this.#cells = cells;
    this.values = new Float32Array(PLANES.length * cells);
  }

  /** A view, not a copy. */
  of(name: PlaneName): Float32Array {
    const index = PLANES.indexOf(name);
    return this.values.subarray(index * this.#cells, (index + 1) * this.#cells);
  }

  /** Where the file names the last step, what is found against it is all there is. */
  copyToEarlier(): void {
    this.of("earlierExcess").set(this.of("excess"));
    this.of("earlierExcessVariance").set(this.of("excessVariance"));
    this.of("earlierRatioOfNonZero").set(this.of("ratioOfNonZero"));
    this.of("earlierNonZeroCount").set(this.of("nonZeroCount"));
  }

  /** Brings every plane to the scale of the network. Once. */
  scale(): void {
    for (const name of PLANES) {
      const plane = this.of(name);
      const divisor = DIVISORS[name] ?? 1;
      for (let cell = 0; cell < plane.length; cell++) {
        plane[cell] = Math.min(Math.max((plane[cell] ?? 0) / divisor, -LIMIT), LIMIT);
      }
    }
  }
}

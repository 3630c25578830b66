import { MAGNITUDES_PER_LEVEL, type Magnitudes } from "../cells.ts";
import type { PlaneName, Planes } from "../planes.ts";
import { type FirstStep, findFirstStep, maxMultipleOf, type Ratios } from "./first-step.ts";

/** The lowest frequencies, whose zeros are worth looking at. */
const LOW_COUNT = 6;

/** A plane and, for a coefficient of k steps, what it adds to it. */
interface Sum {
  readonly plane: Float32Array;
  readonly terms: Float64Array;
}

/** Adds what every coefficient of one frequency says to the planes. */
type Spread = (ratios: Ratios, frequency: number) => readonly Sum[];

const withoutZeros = (terms: Float64Array) => terms.map((term, k) => (k === 0 ? 0 : term));

/** Planes against the last step that the file names, or against none (step 1). */
export function lastStepSums(planes: Planes): Spread {
  const of = (name: PlaneName) => planes.of(name);
  return ({ ratio, excess, variance }, frequency) => {
    const sums = [
      { plane: of("ratioOfAll"), terms: ratio },
      { plane: of("ratioOfNonZero"), terms: withoutZeros(ratio) },
      { plane: of("excess"), terms: withoutZeros(excess) },
      { plane: of("excessVariance"), terms: withoutZeros(variance) },
      { plane: of("nonZeroCount"), terms: withoutZeros(ratio.map(() => 1)) },
    ];
    if (frequency >= LOW_COUNT) return sums;
    const low = { plane: of("lowExcess"), terms: excess };
    return [...sums, low, { plane: of("lowExcessVariance"), terms: variance }];
  };
}

/** Planes against a last step that was found. */
export function foundStepSums(planes: Planes): Spread {
  return ({ ratio, excess, variance }) => [
    { plane: planes.of("earlierRatioOfNonZero"), terms: withoutZeros(ratio) },
    { plane: planes.of("earlierExcess"), terms: withoutZeros(excess) },
    { plane: planes.of("earlierExcessVariance"), terms: withoutZeros(variance) },
    { plane: planes.of("earlierNonZeroCount"), terms: withoutZeros(ratio.map(() => 1)) },
  ];
}

/** Coefficients on the main grid, and a sample of those on another. */
export interface Coefficients {
  readonly main: Magnitudes;
  readonly unquantised: Magnitudes;
}

/** Looks for a first step below `lastStep` at one of FREQUENCIES, and adds what it says. */
export function addFrequency(
  { main, unquantised }: Coefficients,
  { frequency, lastStep }: { readonly frequency: number; readonly lastStep: number },
  spread: Spread,
): FirstStep {
  const maxMultiple = maxMultipleOf(lastStep);
  const multiples = multiplesOf(main[frequency] ?? new Uint16Array(), lastStep, maxMultiple);
  const sample = unquantised[frequency] ?? new Uint16Array();
  const found = findFirstStep(sharesOf(multiples, maxMultiple), sample, lastStep);
  if (found.ratios === undefined) return found;
  for (const { plane, terms } of spread(found.ratios, frequency)) {
    for (let cell = 0; cell < multiples.length; cell++) {
      plane[cell] = (plane[cell] ?? 0) + (terms[multiples[cell] ?? 0] ?? 0);
    }
  }
  return found;
}

function multiplesOf(magnitudes: Uint16Array, lastStep: number, maxMultiple: number): Uint8Array {
  const multiples = new Uint8Array(magnitudes.length);
  const perUnit = 1 / (MAGNITUDES_PER_LEVEL * lastStep);
  for (let i = 0; i < magnitudes.length; i++) {
    multiples[i] = Math.min(Math.floor((magnitudes[i] ?? 0) * perUnit + 0.5), maxMultiple);
  }
  return multiples;
}

function sharesOf(multiples: Uint8Array, maxMultiple: number): Float64Array {
  const shares = new Float64Array(maxMultiple + 1);
  for (const multiple of multiples) shares[multiple] = (shares[multiple] ?? 0) + 1;
  return shares.map((count) => count / multiples.length);
}

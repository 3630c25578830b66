import { FREQUENCIES } from "../cells.ts";
import type { LumaTable } from "../jpeg-tables.ts";
import type { Planes } from "../planes.ts";
import type { FirstStep } from "./first-step.ts";
import { addFrequency, type Coefficients, foundStepSums, lastStepSums } from "./quantisation.ts";

/** So many frequencies must agree on a lattice before an earlier saving is looked for below it. */
const MIN_LATTICE = 6;
const MIN_LATTICE_GAIN = 0.6;
const MIN_LATTICE_DISTANCE = 1e-3;

/** What was found at one of FREQUENCIES. */
export interface Step extends FirstStep {
  readonly frequency: number;
  readonly lastStep: number;
}

export interface Quantised {
  /** Frequencies with a first step, against the last one and against one that was found. */
  readonly doubled: readonly Step[];
  readonly earlier: readonly Step[];
}

/**
 * Looks for a first step at every frequency, and adds to the planes what the coefficients say of it.
 *
 * @param table steps of the last saving; 1 each without one.
 */
export function quantisationOf(
  coefficients: Coefficients,
  table: LumaTable | undefined,
  planes: Planes,
): Quantised {
  const isDoubled = (step: Step) => step.ratios !== undefined;
  const last = lastStepSums(planes);
  const steps = FREQUENCIES.map((place, frequency): Step => {
    const lastStep = table?.[place] ?? 1;
    return { frequency, lastStep, ...addFrequency(coefficients, { frequency, lastStep }, last) };
  });
  const doubled = steps.filter(isDoubled);
  if (table !== undefined) {
    planes.copyToEarlier();
    return { doubled, earlier: doubled };
  }
  // A JPEG kept as something else: the lattice that was found is its last table.
  const lattice = steps.filter(
    ({ step, gain, singleDistance }) =>
      step >= 2 && gain > MIN_LATTICE_GAIN && singleDistance > MIN_LATTICE_DISTANCE,
  );
  if (lattice.length < MIN_LATTICE) return { doubled, earlier: [] };
  const found = foundStepSums(planes);
  const earlier = lattice.map(({ frequency, step: lastStep }): Step => {
    return { frequency, lastStep, ...addFrequency(coefficients, { frequency, lastStep }, found) };
  });
  return { doubled, earlier: earlier.filter(isDoubled) };
}

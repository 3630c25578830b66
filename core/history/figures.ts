import { FREQUENCIES } from "./cells.ts";
import type { Grids } from "./grid/grids.ts";
import type { LumaTable } from "./jpeg-tables.ts";
import type { Luma } from "./luma.ts";
import { FIGURES, type FigureName } from "./planes.ts";
import type { Quantised } from "./steps/steps.ts";
import { VOTES } from "./zeros/zero-kernels.ts";

/** A picture of so many has size 0. */
const REFERENCE_PIXELS = 4e5;

export interface Findings extends Quantised {
  readonly luma: Luma;
  readonly lastTable: LumaTable | undefined;
  readonly sigma: number;
  readonly grids: Grids;
  /** By which the picture had been scaled before it was scaled back to `luma`; 1 where it was not. */
  readonly scale: number;
}

/** FIGURES, in their order. */
export function figuresOf(findings: Findings): Float32Array<ArrayBuffer> {
  const { luma, lastTable, sigma, grids, scale, doubled, earlier } = findings;
  const ratio = mean(doubled.map(({ step, lastStep }) => step / lastStep));
  const figures: Record<FigureName, number> = {
    shareOfDoubledFrequencies: doubled.length / FREQUENCIES.length,
    logStepRatio: ratio === undefined ? 0 : Math.log(ratio),
    logLastStep: mean(FREQUENCIES.map((place) => Math.log(lastTable?.[place] ?? 1))) ?? 0,
    vote: (grids.mainVote / VOTES) * 10,
    secondVote: (grids.secondVote / VOTES) * 4,
    isJpeg: lastTable === undefined ? 0 : 1,
    gain: mean(doubled.map(({ gain }) => gain)) ?? 0,
    doubledShare: mean(doubled.map(({ doubledShare }) => doubledShare)) ?? 1,
    logSize: Math.log((luma.width * luma.height) / REFERENCE_PIXELS),
    logSigma: Math.log(sigma),
    shareOfEarlierDoubled: earlier.length / FREQUENCIES.length,
    earlierGain: mean(earlier.map(({ gain }) => gain)) ?? 0,
    logScale: Math.log(scale),
  };
  return Float32Array.from(FIGURES, (name) => figures[name]);
}

function mean(values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined;
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

import { describeBlocks } from "./blocks.ts";
import { FREQUENCIES, type Grid, gridAt, magnitudesOf } from "./cells.ts";
import type { FirstStep } from "./first-step.ts";
import { voteForGrids } from "./grid-vote.ts";
import { chooseGrids, type Grids } from "./grids.ts";
import type { LumaTable } from "./jpeg-tables.ts";
import type { Luma } from "./luma.ts";
import { peakPlanes } from "./peak-planes.ts";
import { FIGURES, type FigureName, Planes } from "./planes.ts";
import { addFrequency, type Coefficients, foundStepSums, lastStepSums } from "./quantisation.ts";
import { residuals } from "./residual.ts";
import { sigmaOf } from "./rounding.ts";
import { VOTES } from "./zero-kernels.ts";
import type { CountZeros } from "./zero-map.ts";
import { zeroPlanes } from "./zero-planes.ts";

/** What a picture remembers, per block of 8 × 8 pixels: a cell. */
export interface Evidence extends Grid {
  /** Of the stored picture, in pixels. */
  readonly width: number;
  readonly height: number;
  /** PLANES, one after the other, row-major: PLANES.length·rows·columns. */
  readonly planes: Float32Array<ArrayBuffer>;
  /** FIGURES of the whole picture. */
  readonly figures: Float32Array<ArrayBuffer>;
}

/** A side must hold a block at each of the eight offsets. */
const MIN_SIDE_PX = 15;
/** Blocks of the other grid that are looked at; more change no histogram. */
const MAX_SAMPLE = 60_000;
/** Without a table: deviation that rounding to whole levels brings to a coefficient. */
const PIXEL_SIGMA = 0.3;
const MIN_THRESHOLD = 0.5;
const THRESHOLD_PER_SIGMA = 0.7;
/** So many frequencies must agree on a lattice before an earlier saving is looked for below it. */
const MIN_LATTICE = 6;
const MIN_LATTICE_GAIN = 0.6;
const MIN_LATTICE_DISTANCE = 1e-3;
const REFERENCE_PIXELS = 4e5;

/**
 * Evidence of the JPEG history of every cell, for training and for use.
 *
 * @param lastTable of the file when it is a JPEG: its grid is the main one then. Else the main grid
 * is found by a vote, and every step is 1.
 * @returns undefined when the picture is under 15 pixels a side.
 */
export function evidenceOf(
  luma: Luma,
  lastTable: LumaTable | undefined,
  countZeros: CountZeros,
): Evidence | undefined {
  const { width, height } = luma;
  if (Math.min(width, height) < MIN_SIDE_PX) return undefined;
  const sigma = lastTable === undefined ? PIXEL_SIGMA : sigmaOf(luma, lastTable);
  const threshold =
    lastTable === undefined ? MIN_THRESHOLD : Math.max(MIN_THRESHOLD, THRESHOLD_PER_SIGMA * sigma);
  const zeros = countZeros(luma, threshold);
  const votes = voteForGrids(luma, zeros);
  const grids = chooseGrids(votes, lastTable !== undefined);
  const grid = gridAt(luma, { left: grids.main & 7, top: grids.main >> 3 });
  const planes = new Planes(grid.columns * grid.rows);
  zeroPlanes(zeros, grid, grids.second, planes);
  const main = describeBlocks(luma, grid, lastTable, planes);
  const coefficients = { main, unquantised: sampleBeside(luma, grid) };
  const quantised = quantisationOf(coefficients, lastTable, planes);
  peakPlanes(votes, grids, grid, planes);
  residuals(luma, grid, planes.of("logResidual"));
  planes.scale();
  const figures = figuresOf({ luma, lastTable, sigma, grids, ...quantised });
  return { ...grid, width, height, planes: planes.values, figures };
}

/** Half a block away from the main grid no quantisation shows. */
function sampleBeside(luma: Luma, grid: Grid) {
  const beside = gridAt(luma, { left: (grid.left + 4) & 7, top: (grid.top + 4) & 7 });
  return magnitudesOf(luma, beside, Math.ceil((beside.columns * beside.rows) / MAX_SAMPLE));
}

interface Step extends FirstStep {
  readonly frequency: number;
  readonly lastStep: number;
}

interface Quantised {
  /** Frequencies with a first step, against the last one and against one that was found. */
  readonly doubled: readonly Step[];
  readonly earlier: readonly Step[];
}

function quantisationOf(
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

interface Findings extends Quantised {
  readonly luma: Luma;
  readonly lastTable: LumaTable | undefined;
  readonly sigma: number;
  readonly grids: Grids;
}

function figuresOf(findings: Findings): Float32Array<ArrayBuffer> {
  const { luma, lastTable, sigma, grids, doubled, earlier } = findings;
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
  };
  return Float32Array.from(FIGURES, (name) => figures[name]);
}

function mean(values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined;
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

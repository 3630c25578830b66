import { describeBlocks } from "./blocks.ts";
import { type Grid, gridAt, magnitudesOf } from "./cells.ts";
import { figuresOf } from "./figures.ts";
import { voteForGrids } from "./grid/grid-vote.ts";
import { chooseGrids } from "./grid/grids.ts";
import { peakPlanes } from "./grid/peak-planes.ts";
import type { LumaTable } from "./jpeg-tables.ts";
import type { Luma } from "./luma.ts";
import { Planes } from "./planes.ts";
import { residuals } from "./residual.ts";
import { sigmaOf } from "./rounding.ts";
import { resample } from "./scale/resample.ts";
import { scaleBefore } from "./scale/scale-before.ts";
import { quantisationOf } from "./steps/steps.ts";
import type { CountZeros } from "./zeros/zero-map.ts";
import { zeroPlanes } from "./zeros/zero-planes.ts";

/** What a picture remembers, per block of 8 × 8 pixels: a cell. */
export interface Evidence extends Grid {
  /** Of the picture on which the cells lie: the stored one, or that scaled back to its past. */
  readonly width: number;
  readonly height: number;
  /** Of the picture as it is stored, in pixels. */
  readonly storedWidth: number;
  readonly storedHeight: number;
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

/**
 * Evidence of the JPEG history of every cell, for training and for use.
 *
 * @param lastTable of the file when it is a JPEG: its grid is the main one then. Else the main grid
 * is found by a vote, and every step is 1. So it is for a picture that says little as it is, and had
 * been scaled: its cells are those of the picture scaled back.
 * @returns undefined when the picture is under 15 pixels a side.
 */
export function evidenceOf(
  luma: Luma,
  lastTable: LumaTable | undefined,
  countZeros: CountZeros,
): Evidence | undefined {
  if (Math.min(luma.width, luma.height) < MIN_SIDE_PX) return undefined;
  const sigma = lastTable === undefined ? PIXEL_SIGMA : sigmaOf(luma, lastTable);
  const threshold = Math.max(MIN_THRESHOLD, THRESHOLD_PER_SIGMA * sigma);
  const stored = evidenceOn(luma, { lastTable, sigma, threshold, countZeros, scale: 1 });
  const before = scaleBefore(luma, stored.figures, countZeros);
  if (before === undefined) return stored;
  const past = { lastTable: undefined, sigma: PIXEL_SIGMA, countZeros, ...before };
  const { width: storedWidth, height: storedHeight } = luma;
  return { ...evidenceOn(resample(luma, before), past), storedWidth, storedHeight };
}

interface Past {
  readonly lastTable: LumaTable | undefined;
  /** Deviation of a coefficient that the last saving brought about, in levels. */
  readonly sigma: number;
  /** Below which a coefficient counts as zero, in levels. */
  readonly threshold: number;
  readonly scale: number;
  readonly countZeros: CountZeros;
}

function evidenceOn(luma: Luma, past: Past): Evidence {
  const { lastTable, sigma, threshold, scale, countZeros } = past;
  const { width, height } = luma;
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
  const figures = figuresOf({ luma, lastTable, sigma, grids, scale, ...quantised });
  const sides = { width, height, storedWidth: width, storedHeight: height };
  return { ...grid, ...sides, planes: planes.values, figures };
}

/** Half a block away from the main grid no quantisation shows. */
function sampleBeside(luma: Luma, grid: Grid) {
  const beside = gridAt(luma, { left: (grid.left + 4) & 7, top: (grid.top + 4) & 7 });
  return magnitudesOf(luma, beside, Math.ceil((beside.columns * beside.rows) / MAX_SAMPLE));
}

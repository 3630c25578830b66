import { type GridVotes, OFFSETS } from "./grid-vote.ts";

/** The grids that the votes are for, as top·8 + left. */
export interface Grids {
  readonly main: number;
  /** The strongest other one, which there is always. */
  readonly second: number;
  readonly mainVote: number;
  readonly secondVote: number;
  /** Peak of the main grid, and the highest of the others, per voting tile. */
  readonly mainPeaks: Float32Array;
  readonly otherPeaks: Float32Array;
}

/** Votes of the second grid are those of its strongest tiles: what was pasted is small. */
const SECOND_QUANTILE = 0.97;
/** For an offset that must not win. */
const NEVER = -9;

/** @param isJpeg the main grid is that of the file, at the stored picture's corner. */
export function chooseGrids(votes: GridVotes, isJpeg: boolean): Grids {
  const tiles = votes.rows * votes.columns;
  const totals = Array.from({ length: OFFSETS }, (_, offset) =>
    mean(votes.peaks.subarray(offset * tiles, (offset + 1) * tiles)),
  );
  const main = isJpeg ? 0 : indexOfMax(totals);
  const smooth = smoothed(votes);
  // In a JPEG a shift along one axis keeps part of the main grid.
  const isOther = (offset: number) =>
    isJpeg ? offset >> 3 !== 0 && (offset & 7) !== 0 : offset !== main;
  const strengths = totals.map((total, offset) =>
    isOther(offset)
      ? quantile(smooth.slice(offset * tiles, (offset + 1) * tiles), SECOND_QUANTILE) + 2 * total
      : NEVER,
  );
  const second = indexOfMax(strengths);
  const others = Float32Array.from(strengths.filter((_, offset) => isOther(offset)));
  return {
    main,
    second,
    mainVote: totals[main] ?? 0,
    secondVote: (strengths[second] ?? 0) - quantile(others, 0.5),
    mainPeaks: smooth.slice(main * tiles, (main + 1) * tiles),
    otherPeaks: highest(smooth, tiles, isOther),
  };
}

/** Mean of 2 × 2 tiles, the tile being the upper left one; the last row and column repeat. */
function smoothed({ peaks, rows, columns }: GridVotes): Float32Array {
  if (rows < 2 || columns < 2) return peaks;
  return peaks.map((_, at) => {
    const column = at % columns;
    const line = (at - column) / columns;
    const right = column + 1 < columns ? 1 : 0;
    const below = (line % rows) + 1 < rows ? columns : 0;
    const sum = (peaks[at] ?? 0) + (peaks[at + right] ?? 0) + (peaks[at + below] ?? 0);
    return (sum + (peaks[at + right + below] ?? 0)) / 4;
  });
}

function highest(
  peaks: Float32Array,
  tiles: number,
  isOther: (offset: number) => boolean,
): Float32Array {
  const highestPeaks = new Float32Array(tiles).fill(NEVER);
  for (let offset = 0; offset < OFFSETS; offset++) {
    if (!isOther(offset)) continue;
    for (let tile = 0; tile < tiles; tile++) {
      const peak = peaks[offset * tiles + tile] ?? 0;
      highestPeaks[tile] = Math.max(highestPeaks[tile] ?? 0, peak);
    }
  }
  return highestPeaks;
}

function mean(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

const indexOfMax = (values: readonly number[]) => values.indexOf(Math.max(...values));

/** Between neighbours, linearly. Sorts the values. */
function quantile(values: Float32Array, share: number): number {
  values.sort();
  const place = share * (values.length - 1);
  const before = values[Math.floor(place)] ?? 0;
  const after = values[Math.ceil(place)] ?? 0;
  return before + (after - before) * (place - Math.floor(place));
}

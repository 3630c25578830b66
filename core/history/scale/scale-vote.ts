import type { Luma } from "../luma.ts";
import { VOTES } from "../zeros/zero-kernels.ts";
import type { CountZeros } from "../zeros/zero-map.ts";
import { resample } from "./resample.ts";

/** Pixels of the picture scaled back, as whole numbers: so it was before. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** How clearly blocks of one offset have more zeros than those of all others. */
export interface Lattice {
  readonly size: Size;
  /** Votes of the best offset less those of the second best, as a share of all. */
  readonly gap: number;
  /** The same by the deviation of all offsets but the best. */
  readonly clearness: number;
  /** top·8 + left. */
  readonly offset: number;
}

export interface Voting {
  readonly countZeros: CountZeros;
  /** Below which a coefficient counts as zero, in levels. */
  readonly threshold: number;
}

export interface Reach {
  /** Tiles along a side, at most. */
  readonly tiles: number;
  /** Pixels by which the width may be wrong, a multiple of the step; the height in proportion. */
  readonly maxDrift: number;
  readonly driftStep: number;
}

const OFFSETS = 64;
/** A factor that is wrong by 0.3 % drifts half a pixel over a tile. */
const TILE_PX = 8 * 20 + 7;
/**
 * Deviations that are taken off where the blocks do not begin at the picture's corner: pictures are
 * scaled whole more often than cut before, and one offset is less often the best by chance than 63.
 */
const CUT_PENALTY = 1;

/** Votes of a tile: zeros at each offset less the mean of its eight neighbours, as shares. */
interface Tile {
  /** Of its centre from the picture's corner, in sides of the picture. */
  readonly right: number;
  readonly below: number;
  readonly peaks: Float64Array;
}

/**
 * Scales tiles spread over the picture back, lets them vote for an offset, and takes the size of
 * which they agree best: where it is wrong by d pixels, the lattice drifts by d over the picture.
 */
export function voteForLattice(luma: Luma, size: Size, voting: Voting, reach: Reach): Lattice {
  const { width, height } = size;
  const columns = spread(Math.floor(width), reach.tiles);
  const rows = spread(Math.floor(height), reach.tiles);
  const tiles = rows.flatMap((row) =>
    columns.map((column): Tile => {
      const window = { left: column.from, top: row.from, width: column.length, height: row.length };
      const map = voting.countZeros(resample(luma, size, window), voting.threshold);
      const right = (column.from + column.length / 2) / width;
      return { right, below: (row.from + row.length / 2) / height, peaks: peaksOf(map) };
    }),
  );
  let best: Lattice = { size, ...latticeOf(tiles, 0, 0) };
  // One tile shows no drift.
  if (tiles.length === 1 || reach.maxDrift === 0) return best;
  for (const drift of driftsOf(luma, size, reach)) {
    const lattice = latticeOf(tiles, drift.x, drift.y);
    if (lattice.gap <= best.gap) continue;
    best = { size: { width: width + drift.x, height: height + drift.y }, ...lattice };
  }
  return best;
}

/** The sides of the scaled picture were rounded, each by itself by half a pixel at most. */
function driftsOf(luma: Luma, size: Size, { maxDrift, driftStep }: Reach) {
  const aspect = luma.height / luma.width;
  const tolerance = ((0.5 + 0.5 * aspect) * size.width) / luma.width;
  const drifts: { readonly x: number; readonly y: number }[] = [];
  for (let x = -maxDrift; x <= maxDrift; x += driftStep) {
    const wanted = (size.width + x) * aspect - size.height;
    const first = Math.ceil((wanted - tolerance) / driftStep);
    for (let step = first; step * driftStep <= wanted + tolerance; step++) {
      drifts.push({ x, y: step * driftStep });
    }
  }
  return drifts;
}

/** At most `count` stretches of a side, on multiples of 8. */
function spread(side: number, count: number) {
  const fitting = Math.max(1, Math.min(count, Math.round(side / TILE_PX)));
  const length = fitting === 1 ? side : Math.min(TILE_PX, Math.floor(side / fitting));
  const room = side - length;
  return Array.from({ length: fitting }, (_, i) => {
    const share = fitting === 1 ? 0.5 : i / (fitting - 1);
    return { from: 8 * Math.floor((room * share) / 8), length };
  });
}

function peaksOf({ width, height, counts }: ReturnType<CountZeros>): Float64Array {
  const [across, down] = [(width - 7) >> 3, (height - 7) >> 3];
  const shares = new Float64Array(OFFSETS);
  for (let y = 0; y < 8 * down; y++) {
    for (let x = 0; x < 8 * across; x++) {
      const offset = (y & 7) * 8 + (x & 7);
      shares[offset] = (shares[offset] ?? 0) + (counts[y * width + x] ?? 0);
    }
  }
  const votes = across * down * VOTES;
  return shares.map((share, offset) => (share - aroundOf(shares, offset) / 8) / votes);
}

/** Sum of the eight neighbours; offsets are neighbours across the edge too. */
function aroundOf(shares: Float64Array, offset: number): number {
  const [top, left] = [offset >> 3, offset & 7];
  let sum = -(shares[offset] ?? 0);
  for (let down = -1; down <= 1; down++) {
    for (let right = -1; right <= 1; right++) {
      sum += shares[((top + down) & 7) * 8 + ((left + right) & 7)] ?? 0;
    }
  }
  return sum;
}

function latticeOf(tiles: readonly Tile[], driftX: number, driftY: number) {
  const peaks = new Float64Array(OFFSETS);
  for (const tile of tiles) addShifted(peaks, tile, -driftX * tile.right, -driftY * tile.below);
  let [offset, first, second] = [0, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let squares = 0;
  for (const [at, peak] of peaks.entries()) {
    squares += peak * peak;
    second = Math.max(second, Math.min(peak, first));
    if (peak > first) [offset, first] = [at, peak];
  }
  const deviation = Math.sqrt((squares - first * first) / (OFFSETS - 1));
  const margin = first - second - (offset === 0 ? 0 : CUT_PENALTY * deviation);
  return { offset, gap: margin / tiles.length, clearness: deviation > 0 ? margin / deviation : 0 };
}

/** What the tile has `right`, `below` of each offset, between whole pixels in proportion. */
function addShifted(peaks: Float64Array, tile: Tile, right: number, below: number): void {
  const [wholeX, wholeY] = [Math.floor(right), Math.floor(below)];
  const [partX, partY] = [right - wholeX, below - wholeY];
  const at = (y: number, x: number) => tile.peaks[(y & 7) * 8 + (x & 7)] ?? 0;
  for (let offset = 0; offset < OFFSETS; offset++) {
    const [y, x] = [(offset >> 3) + wholeY, (offset & 7) + wholeX];
    const upper = (1 - partX) * at(y, x) + partX * at(y, x + 1);
    const lower = (1 - partX) * at(y + 1, x) + partX * at(y + 1, x + 1);
    peaks[offset] = (peaks[offset] ?? 0) + (1 - partY) * upper + partY * lower;
  }
}

import { FLAT_RANGE } from "./blocks.ts";
import { type Luma, UNITS_PER_LEVEL } from "./luma.ts";
import { ZeroRows } from "./zero-rows.ts";

/** Blocks along a side of a tile. A vote is that of a tile. */
const TILE_BLOCKS = 4;
export const OFFSETS = 64;
/** Up to so many pixels all rows of tiles vote; up to the second, every other one; else one in four. */
const ALL_ROWS_PIXELS = 2.5e6;
const HALF_ROWS_PIXELS = 6e6;

/** How many coefficients are zero at each of the 64 offsets (top·8 + left), tile by tile. */
export interface GridVotes {
  /** Rows of tiles that voted. */
  readonly rows: number;
  readonly columns: number;
  /** Blocks of the picture that a voting tile stands for, down and across. */
  readonly blocksDown: number;
  readonly blocksAcross: number;
  /**
   * Mean number of zeros of a block, 0..27, less that of the eight neighbouring offsets, at
   * (offset·rows + row)·columns + column. 0 in tiles that are half flat: they have zeros everywhere.
   */
  readonly peaks: Float32Array;
}

/** @param threshold below which a coefficient counts as zero, in levels. */
export function voteForGrids(luma: Luma, threshold: number): GridVotes {
  const { width, height } = luma;
  const [wholeDown, wholeAcross] = [(height - 7) >> 3, (width - 7) >> 3];
  // A tile is smaller where the picture is.
  const tile = {
    down: Math.min(TILE_BLOCKS, wholeDown),
    across: Math.min(TILE_BLOCKS, wholeAcross),
  };
  const [rowsInAll, columns] = [
    Math.floor(wholeDown / tile.down),
    Math.floor(wholeAcross / tile.across),
  ];
  const stride = rowStride(width * height);
  const rows = Math.ceil(rowsInAll / stride);
  const zeros = new Float32Array(OFFSETS * rows * columns);
  const counter = new ZeroRows(luma, threshold);
  for (let row = 0; row < rows; row++) {
    const top = row * stride * tile.down * 8;
    addZeros(counter, { top, row, rows, columns, tile }, zeros);
    for (let column = 0; column < columns; column++) {
      const at = { top, left: column * tile.across * 8 };
      if (flatShare(luma, at, tile) < 0.5) continue;
      for (let offset = 0; offset < OFFSETS; offset++) {
        zeros[(offset * rows + row) * columns + column] = 0;
      }
    }
  }
  const peaks = peaksOf(zeros, rows * columns, tile.down * tile.across);
  return { rows, columns, blocksDown: tile.down * stride, blocksAcross: tile.across, peaks };
}

function rowStride(pixels: number): number {
  if (pixels < ALL_ROWS_PIXELS) return 1;
  return pixels < HALF_ROWS_PIXELS ? 2 : 4;
}

interface Tile {
  readonly down: number;
  readonly across: number;
}

interface TileRow {
  readonly top: number;
  readonly row: number;
  readonly rows: number;
  readonly columns: number;
  readonly tile: Tile;
}

function addZeros(
  counter: ZeroRows,
  { top, row, rows, columns, tile }: TileRow,
  zeros: Float32Array,
): void {
  const tileWidth = tile.across * 8;
  const counts = new Uint8Array(columns * tileWidth);
  for (let y = 0; y < tile.down * 8; y++) {
    counter.moveTo(top + y);
    counter.count({ start: 0, step: 1, count: counts.length }, counts);
    for (let x = 0; x < counts.length; x++) {
      const offset = (y & 7) * 8 + (x & 7);
      const at = (offset * rows + row) * columns + Math.floor(x / tileWidth);
      zeros[at] = (zeros[at] ?? 0) + (counts[x] ?? 0);
    }
  }
}

function flatShare(luma: Luma, at: { readonly top: number; readonly left: number }, tile: Tile) {
  let flat = 0;
  for (let row = 0; row < tile.down; row++) {
    for (let column = 0; column < tile.across; column++) {
      if (isFlat(luma, at.top + 8 * row, at.left + 8 * column)) flat++;
    }
  }
  return flat / (tile.down * tile.across);
}

function isFlat({ width, values }: Luma, top: number, left: number): boolean {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < 64; i++) {
    const value = values[(top + (i >> 3)) * width + left + (i & 7)] ?? 0;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return high - low < FLAT_RANGE * UNITS_PER_LEVEL;
}

/** Offsets are neighbours across the edge too: the grid repeats. */
function peaksOf(zeros: Float32Array, tiles: number, blocksPerTile: number): Float32Array {
  const peaks = zeros.map((sum) => sum / blocksPerTile);
  for (let offset = 0; offset < OFFSETS; offset++) {
    for (const neighbour of neighboursOf(offset)) {
      for (let tile = 0; tile < tiles; tile++) {
        const at = offset * tiles + tile;
        peaks[at] = (peaks[at] ?? 0) - (zeros[neighbour * tiles + tile] ?? 0) / (8 * blocksPerTile);
      }
    }
  }
  return peaks;
}

function neighboursOf(offset: number): number[] {
  const [top, left] = [offset >> 3, offset & 7];
  const around = [-1, 0, 1].flatMap((down) => [-1, 0, 1].map((across) => ({ down, across })));
  return around
    .filter(({ down, across }) => down !== 0 || across !== 0)
    .map(({ down, across }) => ((top + down) & 7) * 8 + ((left + across) & 7));
}

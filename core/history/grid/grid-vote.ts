import { FLAT_RANGE } from "../blocks.ts";
import { type Luma, UNITS_PER_LEVEL } from "../luma.ts";
import type { ZeroMap } from "../zeros/zero-map.ts";

/** Blocks along a side of a tile; fewer where the picture has fewer. */
const TILE_BLOCKS = 4;
export const OFFSETS = 64;

/** How many coefficients are zero at each of the 64 offsets (top·8 + left), tile by tile. */
export interface GridVotes {
  /** Tiles. */
  readonly rows: number;
  readonly columns: number;
  /** Blocks of a tile, down and across. */
  readonly blocksDown: number;
  readonly blocksAcross: number;
  /**
   * Mean number of zeros of a block, 0..27, less that of the eight neighbouring offsets, at
   * (offset·rows + row)·columns + column. 0 in tiles that are half flat: they have zeros everywhere.
   */
  readonly peaks: Float32Array;
}

type Tiles = Omit<GridVotes, "peaks">;

export function voteForGrids(luma: Luma, map: ZeroMap): GridVotes {
  const tiles = tilesOf(luma);
  const { rows, columns } = tiles;
  const zeros = new Float32Array(OFFSETS * rows * columns);
  addZeros(map, tiles, zeros);
  for (let tile = 0; tile < rows * columns; tile++) {
    if (flatShare(luma, tiles, tile) < 0.5) continue;
    for (let offset = 0; offset < OFFSETS; offset++) zeros[offset * rows * columns + tile] = 0;
  }
  return { ...tiles, peaks: peaksOf(zeros, tiles) };
}

/** Tiles of blocks that exist at every offset. */
function tilesOf({ width, height }: Luma): Tiles {
  const [down, across] = [(height - 7) >> 3, (width - 7) >> 3];
  const blocksDown = Math.min(TILE_BLOCKS, down);
  const blocksAcross = Math.min(TILE_BLOCKS, across);
  const [rows, columns] = [Math.floor(down / blocksDown), Math.floor(across / blocksAcross)];
  return { rows, columns, blocksDown, blocksAcross };
}

function addZeros({ width, counts }: ZeroMap, tiles: Tiles, zeros: Float32Array): void {
  const { rows, columns, blocksDown, blocksAcross } = tiles;
  const [tileHeight, tileWidth] = [8 * blocksDown, 8 * blocksAcross];
  for (let y = 0; y < rows * tileHeight; y++) {
    const row = Math.floor(y / tileHeight);
    for (let left = 0; left < 8; left++) {
      const first = (((y & 7) * 8 + left) * rows + row) * columns;
      for (let x = left, block = 0; block < columns * blocksAcross; x += 8, block++) {
        const at = first + Math.floor((x - left) / tileWidth);
        zeros[at] = (zeros[at] ?? 0) + (counts[y * width + x] ?? 0);
      }
    }
  }
}

function flatShare(luma: Luma, tiles: Tiles, tile: number): number {
  const { columns, blocksDown, blocksAcross } = tiles;
  const top = 8 * blocksDown * Math.floor(tile / columns);
  const left = 8 * blocksAcross * (tile % columns);
  let flat = 0;
  for (let row = 0; row < blocksDown; row++) {
    for (let column = 0; column < blocksAcross; column++) {
      if (isFlat(luma, top + 8 * row, left + 8 * column)) flat++;
    }
  }
  return flat / (blocksDown * blocksAcross);
}

function isFlat({ width, values }: Luma, top: number, left: number): boolean {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < 64; i++) {
    const value = values[(top + (i >> 3)) * width + left + (i & 7)] ?? 0;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return high - low < FLAT_RANGE * UNITS_PER_LEVEL;
}

/** Offsets are neighbours across the edge too: the grid repeats. */
function peaksOf(zeros: Float32Array, { rows, columns, ...tile }: Tiles): Float32Array {
  const tiles = rows * columns;
  const blocks = tile.blocksDown * tile.blocksAcross;
  const peaks = zeros.map((sum) => sum / blocks);
  for (let offset = 0; offset < OFFSETS; offset++) {
    for (const neighbour of neighboursOf(offset)) {
      for (let i = 0; i < tiles; i++) {
        const at = offset * tiles + i;
        peaks[at] = (peaks[at] ?? 0) - (zeros[neighbour * tiles + i] ?? 0) / (8 * blocks);
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

import { transformBlock, ZIGZAG } from "./dct.ts";
import { type Luma, UNITS_PER_LEVEL } from "./luma.ts";

/** Frequencies whose histograms are looked at: the first of the zigzag order behind the mean. */
export const FREQUENCIES: readonly number[] = ZIGZAG.slice(1, 21);
/** Absolute coefficients are kept in 32nds, cut off and not rounded: no half step is passed. */
export const MAGNITUDES_PER_LEVEL = 32;

/** Pixels from the stored picture's edge to its grid of blocks, 0..7. */
export interface Offset {
  readonly left: number;
  readonly top: number;
}

/** A grid of blocks as far as they lie wholly in the picture. */
export interface Grid extends Offset {
  readonly columns: number;
  readonly rows: number;
}

export function gridAt(size: Pick<Luma, "width" | "height">, { left, top }: Offset): Grid {
  const { width, height } = size;
  return { left, top, columns: (width - left) >> 3, rows: (height - top) >> 3 };
}

/** Absolute coefficients of FREQUENCIES, one array each, one value a block. */
export type Magnitudes = readonly Uint16Array[];

/** The grid's block `column`, `row` in levels less 128. */
export function readBlock(luma: Luma, grid: Grid, index: number, block: Float64Array): void {
  const row = Math.floor(index / grid.columns);
  const x = grid.left + 8 * (index - row * grid.columns);
  let at = (grid.top + 8 * row) * luma.width + x;
  for (let i = 0; i < 64; i += 8, at += luma.width) {
    for (let j = 0; j < 8; j++) block[i + j] = (luma.values[at + j] ?? 0) / UNITS_PER_LEVEL;
  }
}

/** Magnitudes on a grid, of every `stride`-th block. */
export function magnitudesOf(luma: Luma, grid: Grid, stride: number): Magnitudes {
  const count = Math.ceil((grid.columns * grid.rows) / stride);
  const magnitudes = FREQUENCIES.map(() => new Uint16Array(count));
  const block = new Float64Array(64);
  for (let i = 0; i < count; i++) {
    readBlock(luma, grid, i * stride, block);
    transformBlock(block);
    keepMagnitudes(block, i, magnitudes);
  }
  return magnitudes;
}

/** Keeps what FREQUENCIES names of a transformed block. */
export function keepMagnitudes(block: Float64Array, at: number, magnitudes: Magnitudes): void {
  for (let f = 0; f < magnitudes.length; f++) {
    const values = magnitudes[f];
    const coefficient = block[FREQUENCIES[f] ?? 0] ?? 0;
    if (values !== undefined) values[at] = Math.abs(coefficient) * MAGNITUDES_PER_LEVEL;
  }
}

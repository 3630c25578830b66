import { gridAt, readBlock } from "./cells.ts";
import { transformBlock } from "./dct.ts";
import type { LumaTable } from "./jpeg-tables.ts";
import type { Luma } from "./luma.ts";

const SAMPLE = 4000;
/** What a picture of one colour is given, since the logarithm of it is a figure. */
const MIN_SIGMA = 0.05;

/**
 * Deviation of a coefficient off the grid that the last saving brought about, in levels: per
 * frequency that of its rounding, at most that of the coefficients themselves, over all together.
 */
export function sigmaOf(luma: Luma, table: LumaTable): number {
  const grid = gridAt(luma, { left: 0, top: 0 });
  const blocks = grid.columns * grid.rows;
  const stride = Math.max(1, Math.floor(blocks / SAMPLE));
  const [sums, squares] = [new Float64Array(64), new Float64Array(64)];
  const block = new Float64Array(64);
  const count = Math.ceil(blocks / stride);
  for (let i = 0; i < count; i++) {
    readBlock(luma, grid, i * stride, block);
    transformBlock(block);
    for (const [place, value] of block.entries()) {
      sums[place] = (sums[place] ?? 0) + value;
      squares[place] = (squares[place] ?? 0) + value * value;
    }
  }
  let sum = 0;
  for (let place = 1; place < 64; place++) {
    const mean = (sums[place] ?? 0) / count;
    const spread = Math.max(0, (squares[place] ?? 0) - count * mean * mean);
    sum += Math.min((table[place] ?? 1) ** 2 / 12, spread / Math.max(1, count - 1));
  }
  return Math.max(MIN_SIGMA, Math.sqrt(sum / 64));
}

import { FREQUENCIES, type Grid, keepMagnitudes, type Magnitudes, readBlock } from "./cells.ts";
import { transformBlock, ZIGZAG } from "./dct.ts";
import type { LumaTable } from "./jpeg-tables.ts";
import { type Luma, MIDDLE_LEVEL } from "./luma.ts";
import type { Planes } from "./planes.ts";

/** A block that spans less than this, in levels, is flat. */
export const FLAT_RANGE = 1.5;
/** At or beyond these levels a pixel is taken for clipped. */
const DARK = 2 - MIDDLE_LEVEL;
const BRIGHT = 253 - MIDDLE_LEVEL;
/** Ranges of the zigzag order, the mean being 0. */
const MIDDLE = Uint8Array.from(ZIGZAG.slice(15, 36));
const HIGH = Uint8Array.from(ZIGZAG.slice(43));

/**
 * What every block of the main grid looks like by itself: brightness, clipping, energy, zeros.
 *
 * @param table steps of the last saving; without one a coefficient below half a level is zero.
 * @returns magnitudes of all its blocks, read on the way.
 */
export function describeBlocks(
  luma: Luma,
  grid: Grid,
  table: LumaTable | undefined,
  planes: Planes,
): Magnitudes {
  const count = grid.columns * grid.rows;
  const magnitudes = FREQUENCIES.map(() => new Uint16Array(count));
  const halfSteps = Float64Array.from({ length: 64 }, (_, place) => (table?.[place] ?? 1) / 2);
  const describe = [pixelFigures(planes), coefficientFigures(planes, halfSteps)] as const;
  const block = new Float64Array(64);
  for (let cell = 0; cell < count; cell++) {
    readBlock(luma, grid, cell, block);
    describe[0](block, cell);
    transformBlock(block);
    describe[1](block, cell);
    keepMagnitudes(block, cell, magnitudes);
  }
  return magnitudes;
}

function pixelFigures(planes: Planes) {
  const [brightness, clipped] = [planes.of("brightness"), planes.of("clippedShare")];
  const flat = planes.of("isFlat");
  return (block: Float64Array, cell: number) => {
    let sum = 0;
    let clippedCount = 0;
    let low = block[0] ?? 0;
    let high = low;
    for (let i = 0; i < 64; i++) {
      const level = block[i] ?? 0;
      sum += level;
      if (level <= DARK || level >= BRIGHT) clippedCount++;
      low = Math.min(low, level);
      high = Math.max(high, level);
    }
    brightness[cell] = sum / 64 / 64;
    clipped[cell] = clippedCount / 64;
    flat[cell] = high - low < FLAT_RANGE ? 1 : 0;
  };
}

function coefficientFigures(planes: Planes, halfSteps: Float64Array) {
  const [energy, zeros] = [planes.of("logEnergy"), planes.of("zerosMain")];
  const [middle, high] = [planes.of("logMiddleEnergy"), planes.of("logHighEnergy")];
  return (block: Float64Array, cell: number) => {
    let sum = 0;
    let count = 0;
    for (let i = 1; i < 64; i++) {
      const coefficient = block[i] ?? 0;
      sum += coefficient * coefficient;
      if (Math.abs(coefficient) < (halfSteps[i] ?? 0)) count++;
    }
    energy[cell] = Math.log(sum + 1);
    zeros[cell] = count / 63;
    middle[cell] = Math.log(meanSquare(block, MIDDLE) + 0.05);
    high[cell] = Math.log(meanSquare(block, HIGH) + 0.05);
  };
}

function meanSquare(block: Float64Array, places: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < places.length; i++) sum += (block[places[i] ?? 0] ?? 0) ** 2;
  return sum / places.length;
}

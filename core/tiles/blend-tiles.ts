import type { PictureSize } from "../picture-size.ts";
import type { PlacedMap } from "../witness-ports.ts";
import type { Origin, Tiling } from "./tiling.ts";

/** Pixels a side for which the network says one value. */
export const CELL_PX = 4;

/** A grid of cells that is being filled. */
interface Sums {
  readonly columns: number;
  readonly values: Float64Array;
  readonly weights: Float64Array;
}

/** How much each column and each row of a tile counts. */
interface Window {
  readonly across: readonly number[];
  readonly down: readonly number[];
}

/**
 * What tiles say, as one map: where they overlap each counts by a smooth window, so that no border shows. Its
 * cells end with the picture.
 *
 * @param said of each tile, row by row.
 * @param original size of the picture upright.
 */
export function blendTiles(
  { shown, covered, tile, origins }: Tiling,
  said: readonly Float32Array[],
  original: PictureSize,
): PlacedMap {
  const sums = emptySums(covered);
  const window = { across: smoothAlong(tile.widthPx), down: smoothAlong(tile.heightPx) };
  for (const [index, origin] of origins.entries()) add(said[index] ?? [], origin, window, sums);
  return {
    ...meansIn(sums, Math.ceil(shown.widthPx / CELL_PX), Math.ceil(shown.heightPx / CELL_PX)),
    ...{ leftPx: 0, topPx: 0 },
    cellWidthPx: (CELL_PX * original.widthPx) / shown.widthPx,
    cellHeightPx: (CELL_PX * original.heightPx) / shown.heightPx,
  };
}

function emptySums({ widthPx, heightPx }: PictureSize): Sums {
  const [columns, rows] = [widthPx / CELL_PX, heightPx / CELL_PX];
  const length = columns * rows;
  return { columns, values: new Float64Array(length), weights: new Float64Array(length) };
}

/** A squared sine: next to nothing at a tile's border, and never nothing. */
function smoothAlong(sidePx: number): number[] {
  const cells = sidePx / CELL_PX;
  return Array.from(
    { length: cells },
    (_, cell) => Math.sin((Math.PI * (cell + 0.5)) / cells) ** 2,
  );
}

function add(
  said: ArrayLike<number>,
  { leftPx, topPx }: Origin,
  { across, down }: Window,
  { columns, values, weights }: Sums,
): void {
  const first = (topPx / CELL_PX) * columns + leftPx / CELL_PX;
  let at = 0;
  for (const [y, rowWeight] of down.entries()) {
    for (const [x, columnWeight] of across.entries()) {
      const place = first + y * columns + x;
      const weight = rowWeight * columnWeight;
      values[place] = (values[place] ?? 0) + (said[at++] ?? Number.NaN) * weight;
      weights[place] = (weights[place] ?? 0) + weight;
    }
  }
}

/** Means may lie above 1 by a rounding. */
function meansIn({ columns, values, weights }: Sums, width: number, height: number) {
  const means = new Float32Array(width * height);
  for (let at = 0; at < means.length; at++) {
    const place = Math.floor(at / width) * columns + (at % width);
    means[at] = Math.min((values[place] ?? 0) / (weights[place] ?? 1), 1);
  }
  return { width, height, values: means };
}

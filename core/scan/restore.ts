import type { GrayImage } from "../ports.ts";
import type { PlacedMap, ProbabilityMap } from "../witness-ports.ts";

/** What can be sampled: levels in bytes, or probabilities. */
type AnyMap = GrayImage | ProbabilityMap;

/** One axis of a grid over the image: where its sample `i` lies in an array, first sample at 0. */
type Positions = (i: number) => number;

/** Where one output sample lies between two source samples. */
interface Taps {
  readonly before: Uint32Array;
  readonly after: Uint32Array;
  /** Weight of `after`, 0..1. */
  readonly weight: Float32Array;
}

/** Of `to` samples among `from`; what lies outside takes the nearest one. */
function tapsAt(positionOf: Positions, from: number, to: number): Taps {
  const taps = {
    before: new Uint32Array(to),
    after: new Uint32Array(to),
    weight: new Float32Array(to),
  };
  for (let i = 0; i < to; i++) {
    const at = Math.min(Math.max(positionOf(i), 0), from - 1);
    const before = Math.floor(at);
    taps.before[i] = before;
    taps.after[i] = Math.min(before + 1, from - 1);
    taps.weight[i] = at - before;
  }
  return taps;
}

/** Half-pixel centres, of two grids that both cover the whole image. */
const tapsOf = (from: number, to: number) => tapsAt((i) => ((i + 0.5) * from) / to - 0.5, from, to);

/** One source line at the output's width; `y` is −1 until it holds one. */
interface Line {
  y: number;
  readonly levels: Float32Array;
}

function stretch(map: AnyMap, y: number, columns: Taps, line: Line): void {
  if (line.y === y) return;
  line.y = y;
  const source = map.values.subarray(y * map.width, (y + 1) * map.width);
  for (let x = 0; x < line.levels.length; x++) {
    const left = source[columns.before[x] ?? 0] ?? 0;
    const right = source[columns.after[x] ?? 0] ?? 0;
    line.levels[x] = left + (right - left) * (columns.weight[x] ?? 0);
  }
}

function blend(upper: Float32Array, lower: Float32Array, weight: number, row: Float32Array): void {
  for (let x = 0; x < row.length; x++) {
    const top = upper[x] ?? 0;
    row[x] = top + ((lower[x] ?? 0) - top) * weight;
  }
}

/**
 * Bilinear restoration of a map to `width` × `height`, row by row, so that memory is that of a few
 * rows. Yields `height` rows of `width` values on the map's own scale, not rounded; a row is valid
 * until the next is taken.
 *
 * Assumption: the paper (eq. 8) interpolates up to the model's input size only; the same bilinear
 * interpolation with half-pixel centres takes the probabilities on to the image's own size.
 */
export function restoreRows(map: AnyMap, width: number, height: number): Generator<Float32Array> {
  return sampleRows(map, tapsOf(map.width, width), tapsOf(map.height, height));
}

/**
 * The same, without the rows of which no value can lie above `level`: undefined stands for each. A
 * value between others is never above all of them.
 */
export function restoreRowsAbove(
  map: AnyMap,
  width: number,
  height: number,
  level: number,
): Generator<Float32Array | undefined> {
  const [columns, lines] = [tapsOf(map.width, width), tapsOf(map.height, height)];
  return sampleRows(map, columns, lines, linesAbove(map, level));
}

/** Of each line of a map, 1 where it has a value above `level`. */
function linesAbove({ width, height, values }: AnyMap, level: number): Uint8Array {
  const isAbove = new Uint8Array(height);
  for (let i = 0; i < values.length; i++) {
    if ((values[i] ?? 0) > level) isAbove[Math.floor(i / width)] = 1;
  }
  return isAbove;
}

/** A grid of pixels or of cells that covers an image of `imageWidth` × `imageHeight` pixels. */
export interface Grid {
  readonly width: number;
  readonly height: number;
  readonly imageWidth: number;
  readonly imageHeight: number;
}

/** A map at its place on the image, as `restoreRows` does, at the centres of a grid that covers it. */
export function placedRows(map: PlacedMap, grid: Grid): Generator<Float32Array> {
  const { leftPx, topPx, cellWidthPx, cellHeightPx } = map;
  const columns = placed(leftPx, cellWidthPx, grid.imageWidth / grid.width);
  const lines = placed(topPx, cellHeightPx, grid.imageHeight / grid.height);
  return sampleRows(
    map,
    tapsAt(columns, map.width, grid.width),
    tapsAt(lines, map.height, grid.height),
  );
}

/** @param stepPx from one sample of the grid to the next. */
function placed(startPx: number, cellPx: number, stepPx: number): Positions {
  return (i) => ((i + 0.5) * stepPx - startPx) / cellPx - 0.5;
}

function sampleRows(map: AnyMap, columns: Taps, lines: Taps): Generator<Float32Array>;
function sampleRows(
  map: AnyMap,
  columns: Taps,
  lines: Taps,
  isWanted: Uint8Array,
): Generator<Float32Array | undefined>;
/** @param isWanted lines of the map, 1 for each that matters. @default all of them */
function* sampleRows(
  map: AnyMap,
  columns: Taps,
  lines: Taps,
  isWanted?: Uint8Array,
): Generator<Float32Array | undefined> {
  const [width, height] = [columns.weight.length, lines.weight.length];
  let upper: Line = { y: -1, levels: new Float32Array(width) };
  let lower: Line = { y: -1, levels: new Float32Array(width) };
  const row = new Float32Array(width);
  for (let y = 0; y < height; y++) {
    const [before, after] = [lines.before[y] ?? 0, lines.after[y] ?? 0];
    if (isWanted && isWanted[before] !== 1 && isWanted[after] !== 1) {
      yield undefined;
      continue;
    }
    // One source line further down, the lower line has become the upper one.
    if (before === lower.y) [upper, lower] = [lower, upper];
    stretch(map, before, columns, upper);
    stretch(map, after, columns, lower);
    blend(upper.levels, lower.levels, lines.weight[y] ?? 0, row);
    yield row;
  }
}

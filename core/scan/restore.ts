import type { GrayImage, ProbabilityMap } from "../ports.ts";

/** What can be restored: levels in bytes, or probabilities. */
type AnyMap = GrayImage | ProbabilityMap;

/** Where one output sample lies between two source samples. */
interface Taps {
  readonly before: Uint32Array;
  readonly after: Uint32Array;
  /** Weight of `after`, 0..1. */
  readonly weight: Float32Array;
}

/** Half-pixel centres: sample i of `to` lies at (i + 0.5)·from/to − 0.5, clamped to the border. */
function tapsOf(from: number, to: number): Taps {
  const taps = {
    before: new Uint32Array(to),
    after: new Uint32Array(to),
    weight: new Float32Array(to),
  };
  for (let i = 0; i < to; i++) {
    const at = Math.min(Math.max(((i + 0.5) * from) / to - 0.5, 0), from - 1);
    const before = Math.floor(at);
    taps.before[i] = before;
    taps.after[i] = Math.min(before + 1, from - 1);
    taps.weight[i] = at - before;
  }
  return taps;
}

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
export function* restoreRows(map: AnyMap, width: number, height: number): Generator<Float32Array> {
  const [columns, lines] = [tapsOf(map.width, width), tapsOf(map.height, height)];
  let upper: Line = { y: -1, levels: new Float32Array(width) };
  let lower: Line = { y: -1, levels: new Float32Array(width) };
  const row = new Float32Array(width);
  for (let y = 0; y < height; y++) {
    const before = lines.before[y] ?? 0;
    // One source line further down, the lower line has become the upper one.
    if (before === lower.y) [upper, lower] = [lower, upper];
    stretch(map, before, columns, upper);
    stretch(map, lines.after[y] ?? 0, columns, lower);
    blend(upper.levels, lower.levels, lines.weight[y] ?? 0, row);
    yield row;
  }
}

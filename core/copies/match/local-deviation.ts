import type { Plane } from "../pixels/plane.ts";
import { FEATURE_RADIUS_PX } from "./feature-map.ts";
import { MARGIN_PX } from "./offset-field.ts";

/** Standard deviation of a pixel's surroundings, in levels, below which it is like everything flat. */
const MIN_DEVIATION = 0.35;

/** Places of the pixels that have texture around them and may be matched, in order. */
export function texturedPixels(gray: Plane): Uint32Array {
  const { widthPx, heightPx } = gray;
  const places = new Uint32Array(widthPx * heightPx);
  const columns = new ColumnSums(gray);
  let count = 0;
  for (let y = MARGIN_PX; y < heightPx - MARGIN_PX; y++) {
    columns.moveTo(y);
    count = columns.textured(y * widthPx, places, count);
  }
  return places.slice(0, count);
}

/** Sums over the rows around a row, of each column. */
class ColumnSums {
  readonly #gray: Plane;
  readonly #sums: Float64Array;
  readonly #squares: Float64Array;
  #first = 0;
  #end = 0;

  constructor(gray: Plane) {
    this.#gray = gray;
    this.#sums = new Float64Array(gray.widthPx);
    this.#squares = new Float64Array(gray.widthPx);
  }

  /** Rows only go down. */
  moveTo(y: number): void {
    const end = Math.min(y + FEATURE_RADIUS_PX + 1, this.#gray.heightPx);
    while (this.#end < end) this.#add(this.#end++, 1);
    while (this.#first < y - FEATURE_RADIUS_PX) this.#add(this.#first++, -1);
  }

  /** Writes the places of the row's textured pixels from `count` on. @returns the new count. */
  textured(firstPlace: number, places: Uint32Array, count: number): number {
    const { widthPx } = this.#gray;
    const rows = this.#end - this.#first;
    let [sum, square, columns, found] = [0, 0, 0, count];
    for (let x = -FEATURE_RADIUS_PX; x < widthPx - MARGIN_PX; x++) {
      const [enters, leaves] = [x + FEATURE_RADIUS_PX, x - FEATURE_RADIUS_PX - 1];
      if (enters < widthPx) {
        sum += this.#sums[enters] ?? 0;
        square += this.#squares[enters] ?? 0;
        columns++;
      }
      if (leaves >= 0) {
        sum -= this.#sums[leaves] ?? 0;
        square -= this.#squares[leaves] ?? 0;
        columns--;
      }
      const mean = sum / (rows * columns);
      const variance = square / (rows * columns) - mean * mean;
      if (x >= MARGIN_PX && variance >= MIN_DEVIATION ** 2) places[found++] = firstPlace + x;
    }
    return found;
  }

  #add(row: number, sign: 1 | -1): void {
    const { widthPx, values } = this.#gray;
    for (let x = 0, at = row * widthPx; x < widthPx; x++, at++) {
      const value = values[at] ?? 0;
      this.#sums[x] = (this.#sums[x] ?? 0) + sign * value;
      this.#squares[x] = (this.#squares[x] ?? 0) + sign * value * value;
    }
  }
}

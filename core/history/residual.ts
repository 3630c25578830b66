import type { Grid } from "./cells.ts";
import { type Luma, UNITS_PER_LEVEL } from "./luma.ts";

/** Weights of the kernel (1 −2 1)ᵀ(1 −2 1) / 4 are whole quarters. */
const UNITS = 4 * UNITS_PER_LEVEL;
/** Of 64 values the median is the 32nd. */
const MEDIAN = 31;

/**
 * ln(m + 0.1) of every block, where m is the lower median of what the kernel (1 −2 1)ᵀ(1 −2 1) / 4
 * leaves of its 64 pixels, in levels: the strength of the noise. Beyond the picture is middle grey.
 */
export function residuals(luma: Luma, grid: Grid, plane: Float32Array): void {
  const { width } = luma;
  const block = new Int32Array(64);
  const bent = [new Int32Array(width), new Int32Array(width), new Int32Array(width)];
  const strip = new Int32Array(8 * width);
  for (let row = 0; row < grid.rows; row++) {
    fillStrip(luma, grid.top + 8 * row, bent, strip);
    for (let column = 0; column < grid.columns; column++) {
      for (let i = 0; i < 64; i++) {
        block[i] = strip[(i >> 3) * width + grid.left + 8 * column + (i & 7)] ?? 0;
      }
      plane[row * grid.columns + column] = Math.log(select(block, MEDIAN) / UNITS + 0.1);
    }
  }
}

/** Absolute residuals of the 8 rows from `top` on. */
function fillStrip(luma: Luma, top: number, lines: readonly Int32Array[], strip: Int32Array): void {
  for (let y = top - 1; y <= top + 8; y++) {
    bendRow(luma, y, lines[(y + 3) % 3]);
    if (y <= top) continue;
    const [above, middle, below] = [lines[(y + 1) % 3], lines[(y + 2) % 3], lines[(y + 3) % 3]];
    if (!(above && middle && below)) continue;
    const at = (y - 1 - top) * luma.width;
    for (let x = 0; x < luma.width; x++) {
      strip[at + x] = Math.abs((above[x] ?? 0) - 2 * (middle[x] ?? 0) + (below[x] ?? 0));
    }
  }
}

/** a − 2b + c of neighbours in a row; 0 stands for what is outside. */
function bendRow({ width, height, values }: Luma, y: number, line: Int32Array | undefined): void {
  if (line === undefined) return;
  if (y < 0 || y >= height) {
    line.fill(0);
    return;
  }
  const at = y * width;
  let before = 0;
  let here = values[at] ?? 0;
  for (let x = 0; x < width; x++) {
    const next = x + 1 < width ? (values[at + x + 1] ?? 0) : 0;
    line[x] = before - 2 * here + next;
    before = here;
    here = next;
  }
}

const at = (values: Int32Array, place: number) => values[place] ?? 0;

/** The value that would be at `rank` if they were sorted; changes their order. Hoare's selection. */
function select(values: Int32Array, rank: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const pivot = at(values, (low + high) >> 1);
    let i = low;
    let j = high;
    while (i <= j) {
      i = firstFrom(values, i, pivot);
      j = lastUpTo(values, j, pivot);
      if (i <= j) swap(values, i++, j--);
    }
    if (rank <= j) high = j;
    else if (rank >= i) low = i;
    else return pivot;
  }
  return at(values, rank);
}

/** The first place from `from` on that is not below the pivot. */
function firstFrom(values: Int32Array, from: number, pivot: number): number {
  let i = from;
  while (at(values, i) < pivot) i++;
  return i;
}

function lastUpTo(values: Int32Array, from: number, pivot: number): number {
  let j = from;
  while (at(values, j) > pivot) j--;
  return j;
}

function swap(values: Int32Array, i: number, j: number): void {
  const value = at(values, i);
  values[i] = at(values, j);
  values[j] = value;
}

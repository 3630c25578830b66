import { MIN_OFFSET_PX, type OffsetField, UNMATCHED } from "../match/offset-field.ts";
import type { Offsets } from "./median-offsets.ts";

/** Mean square by which offsets may differ from a plane, in px². */
const MAX_ERROR = 300 / 113;
/** Strides that the plane reaches around a source, of a dense grid and of others: small copies have no more. */
const DENSE_RADIUS = 2;
const SPARSE_RADIUS = 1;

/**
 * Where the offsets around a source change linearly, as those of a moved, turned or scaled region do:
 * 1 for each such source, else 0. Dense linear fit: D. Cozzolino, G. Poggi, L. Verdoliva, 2015.
 */
export function linearSources(field: OffsetField, offsets: Offsets): Uint8Array {
  const { columns, rows, stridePx } = field;
  const radius = stridePx === 1 ? DENSE_RADIUS : SPARSE_RADIUS;
  const isLinear = new Uint8Array(columns * rows);
  for (let row = radius; row < rows - radius; row++) {
    for (let column = radius; column < columns - radius; column++) {
      const cell = row * columns + column;
      if (isLinearAt(field, offsets, cell, radius)) isLinear[cell] = 1;
    }
  }
  return isLinear;
}

function isLinearAt(field: OffsetField, offsets: Offsets, cell: number, radius: number): boolean {
  const { columns, stridePx, costs } = field;
  if (costs[cell] === UNMATCHED || !isFar(offsets, cell)) return false;
  if (!isSmooth(offsets, cell, columns, 2 * stridePx * radius)) return false;
  const across = fitError(offsets.right, cell, columns, radius);
  return across + fitError(offsets.down, cell, columns, radius) < MAX_ERROR;
}

function isFar({ right, down }: Offsets, cell: number): boolean {
  return (right[cell] ?? 0) ** 2 + (down[cell] ?? 0) ** 2 >= MIN_OFFSET_PX ** 2;
}

/** A quick look at the next four. */
function isSmooth({ right, down }: Offsets, cell: number, columns: number, limit: number): boolean {
  const x = right[cell] ?? 0;
  const y = down[cell] ?? 0;
  for (const other of [cell - 1, cell + 1, cell - columns, cell + columns]) {
    if (Math.abs((right[other] ?? 0) - x) > limit) return false;
    if (Math.abs((down[other] ?? 0) - y) > limit) return false;
  }
  return true;
}

/** Mean square of what remains of the values around a cell when a plane is fitted to them. */
function fitError(values: Int16Array, cell: number, columns: number, radius: number): number {
  const centre = values[cell] ?? 0;
  const side = 2 * radius + 1;
  const count = side * side;
  let [sum, squares, across, along] = [0, 0, 0, 0];
  for (let down = -radius; down <= radius; down++) {
    for (let right = -radius; right <= radius; right++) {
      const value = (values[cell + down * columns + right] ?? 0) - centre;
      sum += value;
      squares += value * value;
      across += value * right;
      along += value * down;
    }
  }
  const spread = (count * radius * (radius + 1)) / 3;
  return (squares - (sum * sum) / count - (across * across + along * along) / spread) / count;
}

import type { Evidence } from "./evidence.ts";
import { PLANES } from "./planes.ts";

/** What the network that decides takes at once: a picture of 6.4 megapixels, cell by cell. */
const MAX_CELLS = 100_000;
const SIDES = [1, 2, 4, 8] as const;

/** Evidence of squares of cells. */
export interface PooledEvidence {
  readonly columns: number;
  readonly rows: number;
  /** Cells along a side of a square. */
  readonly side: (typeof SIDES)[number];
  readonly planes: Float32Array<ArrayBuffer>;
}

/** Means over squares of cells, as small as the network can take; at the edge over those that exist. */
export function pool({ columns, rows, planes }: Evidence): PooledEvidence {
  const side = SIDES.find((one) => (rows * columns) / one ** 2 <= MAX_CELLS) ?? 8;
  if (side === 1) return { columns, rows, side, planes };
  const pooled = { columns: Math.ceil(columns / side), rows: Math.ceil(rows / side) };
  const cells = pooled.columns * pooled.rows;
  const means = new Float32Array(PLANES.length * cells);
  for (let plane = 0; plane < PLANES.length; plane++) {
    const source = planes.subarray(plane * rows * columns, (plane + 1) * rows * columns);
    addSquares(source, columns, side, means.subarray(plane * cells, (plane + 1) * cells));
  }
  const countOf = (all: number, at: number) => Math.min(side, all - at * side);
  for (let at = 0; at < means.length; at++) {
    const column = at % pooled.columns;
    const row = ((at - column) / pooled.columns) % pooled.rows;
    means[at] = (means[at] ?? 0) / (countOf(columns, column) * countOf(rows, row));
  }
  return { ...pooled, side, planes: means };
}

function addSquares(source: Float32Array, columns: number, side: number, sums: Float32Array): void {
  const squares = Math.ceil(columns / side);
  for (let cell = 0, row = 0; cell < source.length; row++) {
    const first = Math.floor(row / side) * squares;
    for (let column = 0; column < columns; column++, cell++) {
      const at = first + Math.floor(column / side);
      sums[at] = (sums[at] ?? 0) + (source[cell] ?? 0);
    }
  }
}

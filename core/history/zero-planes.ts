import { type Grid, gridAt } from "./cells.ts";
import type { Luma } from "./luma.ts";
import type { Planes } from "./planes.ts";
import { VOTES, ZeroRows } from "./zero-rows.ts";

/** Offsets from the main grid whose zeros stand for those of no grid: by rows, then columns. */
const SHIFTS = [
  { down: 0, across: [4] },
  { down: 2, across: [2, 6] },
  { down: 3, across: [5] },
  { down: 4, across: [0, 4] },
  { down: 6, across: [2, 6] },
];
const SHIFT_COUNT = SHIFTS.flatMap(({ across }) => across).length;

/**
 * Shares of zeros among the vote's frequencies: on shifted grids, and on the main and the second
 * grid above that.
 *
 * @param second offset of the second grid, top·8 + left.
 * @param threshold below which a coefficient counts as zero, in levels.
 */
export function zeroPlanes(
  luma: Luma,
  grid: Grid,
  { second, threshold }: { readonly second: number; readonly threshold: number },
  planes: Planes,
): void {
  const shifted = planes.of("zerosShifted");
  const main = planes.of("zerosAboveShifted");
  const other = planes.of("zerosSecondAboveShifted");
  const counter = new ZeroRows(luma, threshold);
  for (const { down, across } of SHIFTS) {
    const lefts = across.map((shift) => (grid.left + shift) & 7);
    addShares(counter, luma, { grid, top: (grid.top + down) & 7, lefts }, shifted);
  }
  addShares(counter, luma, { grid, top: grid.top, lefts: [grid.left] }, main);
  addShares(counter, luma, { grid, top: second >> 3, lefts: [second & 7] }, other);
  for (let cell = 0; cell < shifted.length; cell++) {
    const mean = (shifted[cell] ?? 0) / SHIFT_COUNT;
    shifted[cell] = mean;
    main[cell] = (main[cell] ?? 0) - mean;
    other[cell] = (other[cell] ?? 0) - mean;
  }
}

interface Shift {
  /** Whose cells are filled; the shifted grid may lack its last row or column, which repeats then. */
  readonly grid: Grid;
  readonly top: number;
  readonly lefts: readonly number[];
}

function addShares(
  counter: ZeroRows,
  luma: Luma,
  { grid, top, lefts }: Shift,
  plane: Float32Array,
): void {
  const counts = new Uint8Array(grid.columns);
  for (let row = 0; row < grid.rows; row++) {
    for (const [index, left] of lefts.entries()) {
      const { columns, rows } = gridAt(luma, { left, top });
      if (index === 0) counter.moveTo(top + 8 * Math.min(row, rows - 1));
      const count = Math.min(columns, grid.columns);
      counter.count({ start: left, step: 8, count }, counts);
      for (let column = 0; column < grid.columns; column++) {
        const at = row * grid.columns + column;
        plane[at] = (plane[at] ?? 0) + (counts[Math.min(column, count - 1)] ?? 0) / VOTES;
      }
    }
  }
}

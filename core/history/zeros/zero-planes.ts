import { type Grid, gridAt, type Offset } from "../cells.ts";
import type { Planes } from "../planes.ts";
import { VOTES } from "./zero-kernels.ts";
import type { ZeroMap } from "./zero-map.ts";

/** Offsets from the main grid whose zeros stand for those of no grid. */
const SHIFTS = [
  { down: 4, across: 4 },
  { down: 4, across: 0 },
  { down: 0, across: 4 },
  { down: 2, across: 2 },
  { down: 6, across: 6 },
  { down: 2, across: 6 },
  { down: 6, across: 2 },
  { down: 3, across: 5 },
];

/**
 * Shares of zeros among the vote's frequencies: on shifted grids, and on the main and the second
 * grid above that.
 *
 * @param second offset of the second grid, top·8 + left.
 */
export function zeroPlanes(map: ZeroMap, grid: Grid, second: number, planes: Planes): void {
  const shifted = planes.of("zerosShifted");
  const main = planes.of("zerosAboveShifted");
  const other = planes.of("zerosSecondAboveShifted");
  for (const { down, across } of SHIFTS) {
    const offset = { left: (grid.left + across) & 7, top: (grid.top + down) & 7 };
    addShares(map, offset, grid, shifted);
  }
  addShares(map, grid, grid, main);
  addShares(map, { left: second & 7, top: second >> 3 }, grid, other);
  for (let cell = 0; cell < shifted.length; cell++) {
    const mean = (shifted[cell] ?? 0) / SHIFTS.length;
    shifted[cell] = mean;
    main[cell] = (main[cell] ?? 0) - mean;
    other[cell] = (other[cell] ?? 0) - mean;
  }
}

/** For the cells of `grid`. The other grid may lack the last row or column, which repeats then. */
function addShares(map: ZeroMap, { left, top }: Offset, grid: Grid, plane: Float32Array): void {
  const there = gridAt(map, { left, top });
  for (let cell = 0, row = 0; row < grid.rows; row++) {
    const first = (top + 8 * Math.min(row, there.rows - 1)) * map.width + left;
    for (let column = 0; column < grid.columns; column++, cell++) {
      const count = map.counts[first + 8 * Math.min(column, there.columns - 1)] ?? 0;
      plane[cell] = (plane[cell] ?? 0) + count / VOTES;
    }
  }
}

import { expect, it } from "vitest";
import { orient } from "../../../../core/history/orient.ts";
import type { PlacedMap } from "../../../../core/witness-ports.ts";

const STORED = { width: 31, height: 21 };
const MAP: PlacedMap = {
  width: 3,
  height: 2,
  values: Float32Array.of(1, 2, 3, 4, 5, 6),
  leftPx: 5,
  topPx: 2,
  cellWidthPx: 8,
  cellHeightPx: 7,
};

/** Where the stored point x, y is seen: Exif says which edge of the scene row 0 and column 0 are. */
const SEEN: Record<number, (x: number, y: number) => [x: number, y: number]> = {
  0: (x, y) => [x, y],
  1: (x, y) => [x, y],
  2: (x, y) => [31 - x, y],
  3: (x, y) => [31 - x, 21 - y],
  4: (x, y) => [x, 21 - y],
  5: (x, y) => [y, x],
  6: (x, y) => [21 - y, x],
  7: (x, y) => [21 - y, 31 - x],
  8: (x, y) => [y, 31 - x],
  9: (x, y) => [x, y],
};

function valueAt(map: PlacedMap, x: number, y: number): number | undefined {
  const column = (x - map.leftPx) / map.cellWidthPx - 0.5;
  const row = (y - map.topPx) / map.cellHeightPx - 0.5;
  return map.values[row * map.width + column];
}

it.each(Object.entries(SEEN))("puts every cell where orientation %s shows it", (name, seen) => {
  const upright = orient(MAP, STORED, Number(name));
  for (const [cell, value] of MAP.values.entries()) {
    const x = MAP.leftPx + MAP.cellWidthPx * ((cell % 3) + 0.5);
    const y = MAP.topPx + MAP.cellHeightPx * (Math.floor(cell / 3) + 0.5);
    expect(valueAt(upright, ...seen(x, y))).toBe(value);
  }
  expect(upright.values).toHaveLength(6);
});

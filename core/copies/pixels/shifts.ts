import type { Point } from "../transform.ts";

/** Rings of shifts, in px: what is alike at these too is an edge, smooth, or blocks of a JPEG. */
const RADII_PX = [2, 3, 4, 6, 8, 10];
export const MAX_SHIFT_PX = 10;

export const SHIFTS: readonly Point[] = RADII_PX.flatMap((radius) => {
  const line = Array.from({ length: 2 * radius + 1 }, (_, i) => i - radius);
  return line
    .flatMap((y) => line.map((x) => ({ x, y })))
    .filter(({ x, y }) => Math.max(Math.abs(x), Math.abs(y)) === radius);
});

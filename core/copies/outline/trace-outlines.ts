import { type Components, componentsOf } from "../pixels/components.ts";
import type { Mask } from "../pixels/plane.ts";
import type { Point } from "../transform.ts";

/** To the right, down, to the left, up. */
const STEPS: readonly Point[] = [
  { x: 1, y: 0 },
  { x: 0, y: 1 },
  { x: -1, y: 0 },
  { x: 0, y: -1 },
];

/**
 * The outer borders of a region's parts, largest part first, along the edges of pixels: pixel (0, 0)
 * of the picture goes from corner (0, 0) to (1, 1). Only corners at which a border turns.
 *
 * @param minAreaPixels of a part; the largest one is there in any case.
 */
export function traceOutlines(region: Mask, minAreaPixels: number): Point[][] {
  const parts = componentsOf(region.values, region.widthPx);
  const least = Math.min(minAreaPixels, Math.max(...parts.areas));
  const numbers = parts.areas.flatMap((area, part) => (area >= least ? [part] : []));
  return numbers
    .filter((part) => part > 0)
    .sort((a, b) => (parts.areas[b] ?? 0) - (parts.areas[a] ?? 0))
    .map((part) => borderOf(region, parts, part));
}

/** With the part to the right, from the left upper corner of its first pixel on. */
function borderOf(region: Mask, { labels }: Components, part: number): Point[] {
  const { widthPx, heightPx, leftPx, topPx } = region;
  const has = (x: number, y: number) =>
    x >= 0 && y >= 0 && x < widthPx && y < heightPx && labels[y * widthPx + x] === part;
  const first = labels.indexOf(part);
  const start = { x: first % widthPx, y: Math.floor(first / widthPx) };
  const corners: Point[] = [];
  let [{ x, y }, heading] = [start, 0];
  do {
    const step = STEPS[heading] ?? { x: 0, y: 0 };
    x += step.x;
    y += step.y;
    const turn = turnAt(has, x, y, heading);
    if (turn !== 0) corners.push({ x: leftPx + x, y: topPx + y });
    heading = (heading + turn + 4) % 4;
  } while (x !== start.x || y !== start.y);
  return corners;
}

/** 1 to the right, −1 to the left, 0 straight on. */
function turnAt(
  has: (x: number, y: number) => boolean,
  x: number,
  y: number,
  heading: number,
): -1 | 0 | 1 {
  // The pixels before a corner, on either side of the way: by heading, from the corner.
  const right = [
    [0, 0],
    [-1, 0],
    [-1, -1],
    [0, -1],
  ][heading] ?? [0, 0];
  const left = [
    [0, -1],
    [0, 0],
    [-1, 0],
    [-1, -1],
  ][heading] ?? [0, 0];
  if (!has(x + (right[0] ?? 0), y + (right[1] ?? 0))) return 1;
  return has(x + (left[0] ?? 0), y + (left[1] ?? 0)) ? -1 : 0;
}

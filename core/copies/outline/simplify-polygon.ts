import type { Point } from "../transform.ts";

/**
 * A closed polygon with fewer corners, none of those left out further off than the tolerance:
 * U. Ramer, 1972; D. Douglas and T. Peucker, 1973.
 */
export function simplifyPolygon(corners: readonly Point[], tolerancePx: number): Point[] {
  const first = corners[0];
  if (first === undefined || corners.length < 4) return [...corners];
  const opposite = furthest(corners, (corner) =>
    Math.hypot(corner.x - first.x, corner.y - first.y),
  );
  const there = simplifyLine(corners.slice(0, opposite.index + 1), tolerancePx);
  const back = simplifyLine([...corners.slice(opposite.index), first], tolerancePx);
  return [...there.slice(0, -1), ...back.slice(0, -1)];
}

/** Both ends stay. */
function simplifyLine(line: readonly Point[], tolerancePx: number): Point[] {
  const [from, to] = [line[0], line.at(-1)];
  if (from === undefined || to === undefined || line.length < 3) return [...line];
  const off = furthest(line, (point) => distanceTo(point, from, to));
  if (off.distance <= tolerancePx) return [from, to];
  return [
    ...simplifyLine(line.slice(0, off.index + 1), tolerancePx).slice(0, -1),
    ...simplifyLine(line.slice(off.index), tolerancePx),
  ];
}

function furthest(points: readonly Point[], distanceOf: (point: Point) => number) {
  let found = { index: 0, distance: -1 };
  for (const [index, point] of points.entries()) {
    const distance = distanceOf(point);
    if (distance > found.distance) found = { index, distance };
  }
  return found;
}

/** Of a point to the line between two others, or to the one where both are. */
function distanceTo(point: Point, from: Point, to: Point): number {
  const [right, down] = [to.x - from.x, to.y - from.y];
  const length = Math.hypot(right, down);
  if (length === 0) return Math.hypot(point.x - from.x, point.y - from.y);
  return Math.abs(right * (point.y - from.y) - down * (point.x - from.x)) / length;
}

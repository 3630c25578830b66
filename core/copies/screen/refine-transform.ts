import { valueAt } from "../pixels/warp.ts";
import { addEquation, solveLinear } from "../propose/solve-linear.ts";
import { type Affine, apply, type Point } from "../transform.ts";
import type { Picture } from "./seed-match.ts";

const MAX_ROUNDS = 10;
/** A change of all points by less than this, in px, is none. */
const DONE_PX = 0.01;
const HALF_PX = 0.5;
/** Of the transform, and of brightness: a factor and a sum. */
const UNKNOWNS = 8;

/**
 * Moves a transform so that coarse brightness at the points and at where it takes them agrees best,
 * but for contrast and brightness: Gauss and Newton, as B. Lucas and T. Kanade, 1981.
 *
 * @returns `from` where the points do not say in which direction.
 */
export function refineTransform(
  { coarse }: Picture,
  points: readonly Point[],
  from: Affine,
): Affine {
  const frame = frameOf(points);
  let by = from;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const rows = Array.from({ length: UNKNOWNS }, () => new Float64Array(UNKNOWNS + 1));
    for (const point of points) addPoint(rows, coarse, point, by, frame);
    const step = solveLinear(rows);
    if (step === undefined) return from;
    by = moved(by, step, frame);
    if (step.subarray(0, 6).every((one) => Math.abs(one) < DONE_PX)) break;
  }
  return by;
}

/** In which coordinates of points are about 1 in size. */
interface Frame extends Point {
  readonly sizePx: number;
}

function frameOf(points: readonly Point[]): Frame {
  const x = points.reduce((sum, point) => sum + point.x, 0) / points.length;
  const y = points.reduce((sum, point) => sum + point.y, 0) / points.length;
  const reach = points.reduce(
    (most, point) => Math.max(most, Math.abs(point.x - x), Math.abs(point.y - y)),
    1,
  );
  return { x, y, sizePx: reach };
}

function addPoint(
  rows: readonly Float64Array[],
  plane: Picture["coarse"],
  { x, y }: Point,
  by: Affine,
  frame: Frame,
): void {
  const there = apply(by, x, y);
  const { widthPx, heightPx, values } = plane;
  if (!(there.x > 1 && there.y > 1 && there.x < widthPx - 2 && there.y < heightPx - 2)) return;
  const across =
    valueAt(plane, there.x + HALF_PX, there.y) - valueAt(plane, there.x - HALF_PX, there.y);
  const along =
    valueAt(plane, there.x, there.y + HALF_PX) - valueAt(plane, there.x, there.y - HALF_PX);
  const value = valueAt(plane, there.x, there.y);
  const [u, v] = [(x - frame.x) / frame.sizePx, (y - frame.y) / frame.sizePx];
  const terms = [across * u, across * v, across, along * u, along * v, along, value, 1];
  const rest = (values[y * widthPx + x] ?? 0) - value;
  addEquation(rows, terms, rest);
}

function moved(by: Affine, step: Float64Array, { x, y, sizePx }: Frame): Affine {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = step;
  const [xx, xy, yx, yy] = [a / sizePx, b / sizePx, d / sizePx, e / sizePx];
  return {
    xx: by.xx + xx,
    xy: by.xy + xy,
    x0: by.x0 + c - xx * x - xy * y,
    yx: by.yx + yx,
    yy: by.yy + yy,
    y0: by.y0 + f - yx * x - yy * y,
  };
}

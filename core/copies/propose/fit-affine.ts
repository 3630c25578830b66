import { type Affine, apply } from "../transform.ts";
import { addEquation, solveLinear } from "./solve-linear.ts";

/** Points and where each of them goes, coordinate by coordinate. */
export interface Correspondences {
  readonly fromX: Float64Array;
  readonly fromY: Float64Array;
  readonly toX: Float64Array;
  readonly toY: Float64Array;
}

const ROUNDS = 4;
const MIN_POINTS = 12;
/** Points that are further off than this, in px, or than twice the median are left out. */
const LEAST_LIMIT_PX = 1.5;
const MOST_LIMIT_PX = 4;

/** Least squares, without the points that a round before were far off. */
export function fitAffine(points: Correspondences): Affine | undefined {
  const count = points.fromX.length;
  const isKept = new Uint8Array(count).fill(1);
  let fitted: Affine | undefined;
  for (let round = 0; round < ROUNDS; round++) {
    fitted = leastSquares(points, isKept);
    if (fitted === undefined) return undefined;
    const errors = errorsOf(points, fitted);
    const median = errors.toSorted()[count >> 1] ?? 0;
    const limit = Math.max(LEAST_LIMIT_PX, Math.min(MOST_LIMIT_PX, 2 * median));
    for (let i = 0; i < count; i++) isKept[i] = (errors[i] ?? 0) < limit ? 1 : 0;
  }
  return fitted;
}

function errorsOf({ fromX, fromY, toX, toY }: Correspondences, by: Affine): Float64Array {
  return fromX.map((x, i) => {
    const mapped = apply(by, x, fromY[i] ?? 0);
    return Math.hypot(mapped.x - (toX[i] ?? 0), mapped.y - (toY[i] ?? 0));
  });
}

function leastSquares(points: Correspondences, isKept: Uint8Array): Affine | undefined {
  if (isKept.reduce((sum, one) => sum + one, 0) < MIN_POINTS) return undefined;
  const across = solveFor(points, points.toX, isKept);
  const along = solveFor(points, points.toY, isKept);
  if (across === undefined || along === undefined) return undefined;
  const [xx = 0, xy = 0, x0 = 0] = across;
  const [yx = 0, yy = 0, y0 = 0] = along;
  return { xx, xy, x0, yx, yy, y0 };
}

/** Least squares of value = a·x + b·y + c. */
function solveFor(
  { fromX, fromY }: Correspondences,
  to: Float64Array,
  isKept: Uint8Array,
): Float64Array | undefined {
  const rows = [0, 1, 2].map(() => new Float64Array(4));
  for (let i = 0; i < to.length; i++) {
    if (isKept[i] === 1) addEquation(rows, [fromX[i] ?? 0, fromY[i] ?? 0, 1], to[i] ?? 0);
  }
  return solveLinear(rows);
}

/** A straight line through points: how steep, and how sure that is. In units of y for each unit of x. */
export interface Trend {
  readonly slope: number;
  /** Of the slope. Larger than the usual one where neighbours err to the same side, as memory does. */
  readonly standardError: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Neighbours that err all alike would make the error infinite. */
const MAX_CORRELATION = 0.99;

/**
 * Least squares. Points that follow each other are not independent: the error is widened by
 * √((1 + ρ) / (1 - ρ)), with ρ the correlation of each residual with the next, and 0 if that is negative.
 *
 * @throws RangeError for fewer than three points, or all at one x.
 */
export function trendOf(points: readonly Point[]): Trend {
  const [meanX, meanY] = [meanOf(points.map(({ x }) => x)), meanOf(points.map(({ y }) => y))];
  const spread = sum(points.map(({ x }) => (x - meanX) ** 2));
  if (points.length < 3 || spread === 0) {
    throw new RangeError(`expected three points at several x, received ${points.length}`);
  }
  const slope = sum(points.map(({ x, y }) => (x - meanX) * (y - meanY))) / spread;
  const residuals = points.map(({ x, y }) => y - meanY - slope * (x - meanX));
  const squares = sum(residuals.map((residual) => residual ** 2));
  const independent = Math.sqrt(squares / (points.length - 2) / spread);
  const correlation = squares === 0 ? 0 : neighbourCorrelation(residuals, squares);
  const widened = Math.sqrt((1 + correlation) / (1 - correlation));
  return { slope, standardError: independent * widened };
}

function neighbourCorrelation(residuals: readonly number[], squares: number): number {
  const products = residuals.slice(1).map((value, index) => value * (residuals[index] ?? 0));
  return Math.min(Math.max(sum(products) / squares, 0), MAX_CORRELATION);
}

/** Rates of a counter in the first and the last third of its points. */
export interface Drift {
  readonly first: number;
  readonly last: number;
  /** last / first. */
  readonly ratio: number;
}

/**
 * @param points x: a time, or another counter; y: what was counted until then; in order.
 * @throws RangeError for fewer than four points: a third needs two.
 */
export function driftOf(points: readonly Point[]): Drift {
  const third = Math.floor((points.length - 1) / 3);
  if (third < 1) throw new RangeError(`expected four points, received ${points.length}`);
  const first = rateOf(points.slice(0, third + 1));
  const last = rateOf(points.slice(-third - 1));
  return { first, last, ratio: last / first };
}

function rateOf(points: readonly Point[]): number {
  const [from, to] = [points.at(0), points.at(-1)];
  return from && to ? (to.y - from.y) / (to.x - from.x) : Number.NaN;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function meanOf(values: readonly number[]): number {
  return sum(values) / values.length;
}

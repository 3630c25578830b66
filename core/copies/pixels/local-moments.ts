import { boxMean } from "./filters.ts";

/** Of the squares in which two pictures are correlated: 9 × 9. */
const RADIUS_PX = 4;

/** Of the pixels around each pixel. */
export interface LocalMoments {
  readonly varianceA: Float32Array;
  readonly varianceB: Float32Array;
  readonly correlation: Float32Array;
}

/** @param floor added to the product of the variances: flat pixels correlate with nothing. */
export function localMoments(
  a: Float32Array,
  b: Float32Array,
  width: number,
  floor: number,
): LocalMoments {
  const [meanA, meanB] = [boxMean(a, width, RADIUS_PX), boxMean(b, width, RADIUS_PX)];
  const varianceA = covariance(a, a, width, meanA, meanA);
  const varianceB = covariance(b, b, width, meanB, meanB);
  const correlation = covariance(a, b, width, meanA, meanB);
  for (let at = 0; at < correlation.length; at++) {
    const [square, other] = [Math.max(varianceA[at] ?? 0, 0), Math.max(varianceB[at] ?? 0, 0)];
    varianceA[at] = square;
    varianceB[at] = other;
    correlation[at] = (correlation[at] ?? 0) / Math.sqrt(square * other + floor);
  }
  return { varianceA, varianceB, correlation };
}

function covariance(
  a: Float32Array,
  b: Float32Array,
  width: number,
  meanA: Float32Array,
  meanB: Float32Array,
): Float32Array {
  const products = new Float32Array(a.length);
  for (let at = 0; at < a.length; at++) products[at] = (a[at] ?? 0) * (b[at] ?? 0);
  const means = boxMean(products, width, RADIUS_PX);
  for (let at = 0; at < a.length; at++) {
    means[at] = (means[at] ?? 0) - (meanA[at] ?? 0) * (meanB[at] ?? 0);
  }
  return means;
}

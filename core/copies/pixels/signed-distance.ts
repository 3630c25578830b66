import type { Pixels } from "./morphology.ts";

/** Of each pixel to the border, in px: below 0 inside, above 0 outside. */
export function signedDistance(pixels: Pixels, width: number): Float32Array {
  const outside = distanceTo(pixels, width, 1);
  const inside = distanceTo(pixels, width, 0);
  return outside.map((one, at) => (one > 0 ? one - 0.5 : 0.5 - (inside[at] ?? 0)));
}

/** Of each pixel to the next one of that value, by steps of 1 and of the square root of 2. */
function distanceTo(pixels: Pixels, width: number, value: 0 | 1): Float32Array {
  const height = pixels.length / width;
  const distance = Float32Array.from(pixels, (is) => (is === value ? 0 : width + height));
  for (let at = 0; at < distance.length; at++) relax(distance, width, at, 1);
  for (let at = distance.length - 1; at >= 0; at--) relax(distance, width, at, -1);
  return distance;
}

/** By the neighbours that were looked at before, the direction of going being `sign`. */
function relax(distance: Float32Array, width: number, at: number, sign: 1 | -1): void {
  const column = at % width;
  const hasBack = sign === 1 ? column > 0 : column < width - 1;
  const hasAhead = sign === 1 ? column < width - 1 : column > 0;
  const row = at - sign * width;
  const far = distance.length;
  let least = distance[at] ?? far;
  if (hasBack) {
    least = Math.min(least, (distance[at - sign] ?? far) + 1);
    least = Math.min(least, (distance[row - sign] ?? far) + Math.SQRT2);
  }
  if (hasAhead) least = Math.min(least, (distance[row + sign] ?? far) + Math.SQRT2);
  distance[at] = Math.min(least, (distance[row] ?? far) + 1);
}

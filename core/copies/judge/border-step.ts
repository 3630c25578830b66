import { boxMean, lowPass } from "../pixels/filters.ts";
import type { Pixels } from "../pixels/morphology.ts";
import { cut, type Mask, type Plane, type Window } from "../pixels/plane.ts";
import { indicesOf } from "../pixels/samples.ts";
import { signedDistance } from "../pixels/signed-distance.ts";

/** Distances from the border that are looked at, in px, inside and outside. */
const REACH_PX = 12;
/** Distances that count as the border, and those that it is compared with. */
const BORDER_PX = 4;
const APART_PX = 6;
const SMOOTH_SIGMA_PX = 2;
const CONTRAST_RADIUS_PX = 4;

/**
 * How much stronger brightness changes across a region's border than 6 to 12 px away from it; each
 * change by the contrast around it. What was pasted has a seam, what was left where it is has none.
 *
 * @returns undefined where some distance has no pixel.
 */
export function borderStep(gray: Plane, region: Mask): number | undefined {
  const window = windowAround(region, gray);
  const distance = signedDistance(placed(region, window), window.widthPx);
  const changes = changesAcross(gray, window, distance);
  const profile = Array.from({ length: 2 * REACH_PX + 1 }, () => ({ sum: 0, count: 0 }));
  for (const [at, one] of distance.entries()) {
    const ring = profile[Math.floor(one + 0.5) + REACH_PX];
    if (ring === undefined) continue;
    ring.sum += changes[at] ?? 0;
    ring.count++;
  }
  if (profile.some(({ count }) => count === 0)) return undefined;
  const means = profile.map(({ sum, count }) => sum / count);
  const distanceOf = (i: number) => Math.abs(i - REACH_PX);
  const border = means.filter((_, i) => distanceOf(i) <= BORDER_PX);
  const apart = means.filter((_, i) => distanceOf(i) >= APART_PX);
  const base = apart.reduce((sum, one) => sum + one, 0) / apart.length;
  return base > 0 ? Math.max(...border) / base : undefined;
}

/** The region's pixels and as many around them as are looked at. */
function windowAround(region: Mask, { widthPx, heightPx }: Plane): Window {
  const margin = REACH_PX + 4 * SMOOTH_SIGMA_PX;
  const leftPx = Math.max(region.leftPx - margin, 0);
  const topPx = Math.max(region.topPx - margin, 0);
  const right = Math.min(region.leftPx + region.widthPx + margin, widthPx);
  const bottom = Math.min(region.topPx + region.heightPx + margin, heightPx);
  return { leftPx, topPx, widthPx: right - leftPx, heightPx: bottom - topPx };
}

function placed(region: Mask, window: Window): Pixels {
  const pixels = new Uint8Array(window.widthPx * window.heightPx);
  for (const at of indicesOf(region.values)) {
    const x = region.leftPx + (at % region.widthPx) - window.leftPx;
    const y = region.topPx + Math.floor(at / region.widthPx) - window.topPx;
    pixels[y * window.widthPx + x] = 1;
  }
  return pixels;
}

/** Change of brightness towards the border or away from it, by the contrast around. */
function changesAcross(gray: Plane, window: Window, distance: Float32Array): Float32Array {
  const { widthPx, heightPx } = window;
  const pixels = cut(gray, window);
  const towards = lowPass({ widthPx, heightPx, values: distance }, SMOOTH_SIGMA_PX).values;
  const contrast = contrastOf(pixels, widthPx);
  return pixels.map((_, at) => {
    const x = at % widthPx;
    const isEdge = x === 0 || x === widthPx - 1 || at < widthPx || at >= pixels.length - widthPx;
    if (isEdge) return 0;
    const [right, down] = [slope(towards, at, 1), slope(towards, at, widthPx)];
    const change = slope(pixels, at, 1) * right + slope(pixels, at, widthPx) * down;
    return Math.abs(change) / (Math.hypot(right, down) + 1e-6) / (contrast[at] ?? 1);
  });
}

function slope(values: Float32Array, at: number, step: number): number {
  return (values[at + step] ?? 0) - (values[at - step] ?? 0);
}

function contrastOf(pixels: Float32Array, width: number): Float32Array {
  const mean = boxMean(pixels, width, CONTRAST_RADIUS_PX);
  const squares = pixels.map((value) => value * value);
  return boxMean(squares, width, CONTRAST_RADIUS_PX).map(
    (square, at) => Math.sqrt(Math.max(square - (mean[at] ?? 0) ** 2, 0)) + 1,
  );
}

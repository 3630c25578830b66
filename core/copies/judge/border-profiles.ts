import { lowPass } from "../pixels/filters.ts";
import type { Pixels } from "../pixels/morphology.ts";
import { cut, type Mask, type Plane, type Window } from "../pixels/plane.ts";
import { evenSample, indicesOf } from "../pixels/samples.ts";
import { signedDistance } from "../pixels/signed-distance.ts";
import { valueAt } from "../pixels/warp.ts";

/** How far lines across a border go, in px, inwards and outwards. */
export const REACH_PX = 7;
const SMOOTH_SIGMA_PX = 0.8;
/** Of the distance, whose slope is the direction of a line. */
const DIRECTION_SIGMA_PX = 2;
/** Where the slope is less, the border has no direction: a corner, or a sliver. */
const MIN_SLOPE = 0.2;
const MARGIN_PX = REACH_PX + 4 * DIRECTION_SIGMA_PX;
const MAX_PROFILES = 600;

/** Brightness along lines across a region's border: −REACH_PX, inside, to REACH_PX, outside. */
export function profilesAcross(gray: Plane, region: Mask): readonly Float64Array[] {
  const window = windowAround(region, gray);
  const { widthPx, heightPx } = window;
  const distance = signedDistance(placed(region, window), widthPx);
  const slopes = lowPass({ widthPx, heightPx, values: distance }, DIRECTION_SIGMA_PX).values;
  const soft = lowPass({ widthPx, heightPx, values: cut(gray, window) }, SMOOTH_SIGMA_PX);
  const isBorder = distance.map((one) => (one > -1 && one < 1 ? 1 : 0));
  const border = indicesOf(Uint8Array.from(isBorder), (at) => isWithin(window, at));
  const profiles = border.flatMap((at) => profileAt(soft, slopes, at) ?? []);
  return evenSample(profiles, MAX_PROFILES);
}

/** The region's pixels and as many around them as are looked at. */
function windowAround(region: Mask, { widthPx, heightPx }: Plane): Window {
  const leftPx = Math.max(region.leftPx - MARGIN_PX, 0);
  const topPx = Math.max(region.topPx - MARGIN_PX, 0);
  const right = Math.min(region.leftPx + region.widthPx + MARGIN_PX, widthPx);
  const bottom = Math.min(region.topPx + region.heightPx + MARGIN_PX, heightPx);
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

/** Lines from there stay on the picture. */
function isWithin({ widthPx, heightPx }: Window, at: number): boolean {
  const [x, y] = [at % widthPx, Math.floor(at / widthPx)];
  const isOn = (place: number, side: number) => place > REACH_PX && place < side - 1 - REACH_PX;
  return isOn(x, widthPx) && isOn(y, heightPx);
}

function profileAt(soft: Plane, slopes: Float32Array, at: number): Float64Array | undefined {
  const { widthPx } = soft;
  const right = (slopes[at + 1] ?? 0) - (slopes[at - 1] ?? 0);
  const down = (slopes[at + widthPx] ?? 0) - (slopes[at - widthPx] ?? 0);
  const slope = Math.hypot(right, down);
  if (slope < MIN_SLOPE) return undefined;
  const [x, y] = [at % widthPx, Math.floor(at / widthPx)];
  return Float64Array.from({ length: 2 * REACH_PX + 1 }, (_, i) => {
    const far = (i - REACH_PX) / slope;
    return valueAt(soft, x + far * right, y + far * down);
  });
}

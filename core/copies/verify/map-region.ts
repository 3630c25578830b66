import type { Mask, Plane, Window } from "../pixels/plane.ts";
import { indicesOf } from "../pixels/samples.ts";
import { type Affine, apply, inverse, type Point } from "../transform.ts";

/** Where a transform takes a region, as far as that is on the picture. */
export function mapRegion(region: Mask, by: Affine, picture: Plane): Mask {
  const { leftPx, topPx, widthPx, heightPx } = region;
  // Middles of the pixels at the corners: their squares reach half a pixel further.
  const corners = [0, widthPx - 1].flatMap((right) =>
    [0, heightPx - 1].map((down) => apply(by, leftPx + right, topPx + down)),
  );
  const [xs, ys] = [corners.map(({ x }) => x), corners.map(({ y }) => y)];
  const left = Math.max(Math.floor(Math.min(...xs)) - 1, 0);
  const top = Math.max(Math.floor(Math.min(...ys)) - 1, 0);
  const width = Math.max(Math.min(Math.ceil(Math.max(...xs)) + 1, picture.widthPx) - left, 0);
  const height = Math.max(Math.min(Math.ceil(Math.max(...ys)) + 1, picture.heightPx) - top, 0);
  const values = new Uint8Array(width * height);
  const back = inverse(by);
  for (let row = 0, at = 0; row < height; row++) {
    for (let column = 0; column < width; column++, at++) {
      const { x, y } = apply(back, left + column, top + row);
      values[at] = isIn(region, Math.round(x), Math.round(y)) ? 1 : 0;
    }
  }
  return { leftPx: left, topPx: top, widthPx: width, heightPx: height, values };
}

/** Whether a pixel of the picture belongs to the region. */
export function isIn({ leftPx, topPx, widthPx, heightPx, values }: Mask, x: number, y: number) {
  const [column, row] = [x - leftPx, y - topPx];
  if (column < 0 || row < 0 || column >= widthPx || row >= heightPx) return false;
  return values[row * widthPx + column] === 1;
}

/** Its pixels on the picture, in order. */
export function pointsOf({ leftPx, topPx, widthPx, values }: Mask): Point[] {
  return indicesOf(values).map((at) => ({
    x: leftPx + (at % widthPx),
    y: topPx + Math.floor(at / widthPx),
  }));
}

/** The smallest window that holds them. */
export function boxOf(points: readonly Point[]): Window {
  let [left, top, right, bottom] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 0, 0];
  for (const { x, y } of points) {
    [left, top] = [Math.min(left, x), Math.min(top, y)];
    [right, bottom] = [Math.max(right, x + 1), Math.max(bottom, y + 1)];
  }
  return { leftPx: left, topPx: top, widthPx: right - left, heightPx: bottom - top };
}

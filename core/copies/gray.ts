import type { PictureSize } from "../picture-size.ts";
import type { Plane } from "./pixels/plane.ts";

/** ITU-R BT.601: JPEG keeps this sum of the colours far better than either of them. */
const RED = 0.299;
const GREEN = 0.587;
const BLUE = 0.114;

/** Brightness, not rounded. @param rgb bytes R G B of each pixel, row by row. */
export function grayOf(rgb: Uint8Array, { widthPx, heightPx }: PictureSize): Plane {
  const values = new Float32Array(widthPx * heightPx);
  for (let i = 0, at = 0; i < values.length; i++, at += 3) {
    values[i] = RED * (rgb[at] ?? 0) + GREEN * (rgb[at + 1] ?? 0) + BLUE * (rgb[at + 2] ?? 0);
  }
  return { widthPx, heightPx, values };
}

import { type Affine, apply } from "../transform.ts";
import type { Plane, Window } from "./plane.ts";

/** What the pixels of a window become, and 1 for those of them that are on the picture. */
export interface Warped {
  readonly values: Float32Array;
  readonly isInside: Uint8Array;
}

/** For each pixel of the window the value at the place where the transform takes it. */
export function warped(plane: Plane, by: Affine, window: Window): Warped {
  const count = window.widthPx * window.heightPx;
  const values = new Float32Array(count);
  const isInside = new Uint8Array(count);
  for (let row = 0, at = 0; row < window.heightPx; row++) {
    for (let column = 0; column < window.widthPx; column++, at++) {
      const { x, y } = apply(by, window.leftPx + column, window.topPx + row);
      if (!(x >= 0 && y >= 0 && x <= plane.widthPx - 1 && y <= plane.heightPx - 1)) continue;
      values[at] = valueAt(plane, x, y);
      isInside[at] = 1;
    }
  }
  return { values, isInside };
}

/** Between pixels by cubic convolution: R. G. Keys, 1981, a = −1/2. Edge pixels repeat. */
export function valueAt({ widthPx, heightPx, values }: Plane, x: number, y: number): number {
  const [column, row] = [Math.floor(x), Math.floor(y)];
  const [right, down] = [x - column, y - row];
  const isOn = column >= 0 && row >= 0 && column < widthPx && row < heightPx;
  if (right === 0 && down === 0 && isOn) return values[row * widthPx + column] ?? 0;
  let sum = 0;
  for (let j = -1; j <= 2; j++) {
    const first = Math.min(Math.max(row + j, 0), heightPx - 1) * widthPx;
    let line = 0;
    for (let i = -1; i <= 2; i++) {
      const place = Math.min(Math.max(column + i, 0), widthPx - 1);
      line += cubic(Math.abs(right - i)) * (values[first + place] ?? 0);
    }
    sum += cubic(Math.abs(down - j)) * line;
  }
  return sum;
}

function cubic(distance: number): number {
  if (distance < 1) return (1.5 * distance - 2.5) * distance * distance + 1;
  return distance < 2 ? ((2.5 - 0.5 * distance) * distance - 4) * distance + 2 : 0;
}

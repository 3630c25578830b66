import type { Plane } from "./plane.ts";

/** The plane at a share of its size, which is more than a half: between pixels linearly. */
export function shrunken({ widthPx, heightPx, values }: Plane, share: number): Plane {
  const small = { widthPx: Math.floor(widthPx * share), heightPx: Math.floor(heightPx * share) };
  const shrunk = new Float32Array(small.widthPx * small.heightPx);
  for (let row = 0, at = 0; row < small.heightPx; row++) {
    const y = (row + 0.5) / share - 0.5;
    const [top, down] = [Math.floor(y), y - Math.floor(y)];
    for (let column = 0; column < small.widthPx; column++, at++) {
      const x = (column + 0.5) / share - 0.5;
      const left = Math.floor(x);
      const place = top * widthPx + left;
      const above = between(values, place, x - left);
      shrunk[at] = above + down * (between(values, place + widthPx, x - left) - above);
    }
  }
  return { ...small, values: shrunk };
}

function between(values: Float32Array, at: number, share: number): number {
  const value = values[at] ?? 0;
  return value + share * ((values[at + 1] ?? 0) - value);
}

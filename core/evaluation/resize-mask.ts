import type { GrayImage } from "../ports.ts";

/** The nearest pixel of a true mask, which has nothing between its two values (IMDL-BenCo, OpenSDI). */
export function resizeMask(mask: GrayImage, width: number, height: number): GrayImage {
  const [columns, rows] = [nearest(mask.width, width), nearest(mask.height, height)];
  const values = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const start = (rows[y] ?? 0) * mask.width;
    for (let x = 0; x < width; x++) {
      values[y * width + x] = mask.values[start + (columns[x] ?? 0)] ?? 0;
    }
  }
  return { width, height, values };
}

/** For each of `to` samples the one of `from` at floor(i·from/to), in the very arithmetic of OpenCV. */
function nearest(from: number, to: number): Uint32Array {
  const step = 1 / (to / from);
  return Uint32Array.from({ length: to }, (_, i) => Math.min(Math.floor(i * step), from - 1));
}

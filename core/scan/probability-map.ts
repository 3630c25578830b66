import type { GrayImage } from "../ports.ts";
import type { ProbabilityMap } from "../witness-ports.ts";
import { restoreRows } from "./restore.ts";

/** A level is 255·p, not rounded. Above this one, p > 0.5: the pixel counts as manipulated. */
export const MANIPULATED_LEVEL = 127.5;
/** The lowest stored byte that counts as manipulated. */
export const MANIPULATED_BYTE = 128;

/** Level → stored byte, ceil(level − 0.5): byte ≥ 128 exactly where level > MANIPULATED_LEVEL. */
export function byteOf(level: number): number {
  return Math.max(0, Math.ceil(level - 0.5));
}

/** The map as it is sent and stored: one byte a pixel. */
export function quantize({ width, height, values }: ProbabilityMap): GrayImage {
  const bytes = new Uint8Array(values.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = byteOf(255 * (values[i] ?? 0));
  return { width, height, values: bytes };
}

/** The map's own rows, without a copy. */
export function* rowsOf({ width, height, values }: GrayImage): Generator<Uint8Array> {
  for (let y = 0; y < height; y++) yield values.subarray(y * width, (y + 1) * width);
}

/** Half the side (at least 1): at an even size every value is the mean of 2 × 2. */
export function halve(map: GrayImage): GrayImage {
  const width = Math.max(1, map.width >> 1);
  const height = Math.max(1, map.height >> 1);
  const values = new Uint8Array(width * height);
  let y = 0;
  for (const row of restoreRows(map, width, height)) values.set(row.map(byteOf), width * y++);
  return { width, height, values };
}

/** The mask at the size of the original image, row by row. A row is valid until the next is taken. */
export function* maskRows(map: GrayImage, width: number, height: number): Generator<Uint8Array> {
  const bytes = new Uint8Array(width);
  for (const levels of restoreRows(map, width, height)) {
    for (let x = 0; x < width; x++) bytes[x] = byteOf(levels[x] ?? 0);
    yield bytes;
  }
}

import { ZIGZAG } from "./dct.ts";
import type { LumaTable } from "./jpeg-tables.ts";

/** What is said of a file that no JPEG table tells of. */
export const LOSSLESS_QUALITY = 100;

/** Steps of luma in zigzag order at quality 50. ITU-T T.81, table K.1. */
const STEPS_AT_50 = [
  ...[16, 11, 12, 14, 12, 10, 16, 14, 13, 14, 18, 17, 16, 19, 24, 40],
  ...[26, 24, 22, 22, 24, 49, 35, 37, 29, 40, 58, 51, 61, 60, 57, 51],
  ...[56, 55, 64, 72, 92, 78, 64, 68, 87, 69, 55, 56, 80, 109, 81, 87],
  ...[95, 98, 103, 104, 103, 62, 77, 113, 121, 112, 100, 120, 92, 101, 103, 99],
];
/** Of them, how many of the lowest frequencies are compared: the others are often cut off at 255. */
const COMPARED = 32;

/** The quality, 1 to 100, at which libjpeg's steps are on average those of the table. */
export function jpegQualityOf(table: LumaTable | undefined): number {
  if (table === undefined) return LOSSLESS_QUALITY;
  const sum = (steps: readonly number[]) => steps.slice(0, COMPARED).reduce((a, b) => a + b, 0);
  const scale = sum(ZIGZAG.map((place) => table[place] ?? 1)) / sum(STEPS_AT_50);
  const quality = scale <= 1 ? 100 - 50 * scale : 50 / scale;
  return Math.min(Math.max(quality, 1), LOSSLESS_QUALITY);
}

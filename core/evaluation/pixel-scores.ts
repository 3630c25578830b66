import type { GrayImage } from "../ports.ts";
import { MANIPULATED_LEVEL } from "../scan/probability-map.ts";
import { MaskError } from "./mask-error.ts";
import { countAbove, rocAuc } from "./roc-auc.ts";

/** How the flagged pixels of one manipulated image overlap the true ones. A set's value is the mean over images. */
export interface Overlap {
  /** 2 TP / (2 TP + FP + FN). */
  readonly f1: number;
  /** TP / (TP + FP + FN). */
  readonly iou: number;
}

/**
 * `map`: values, row-major, in portions of any length; flagged where above `threshold`. `mask`: the
 * truth, marked as stored masks mark it, above MANIPULATED_LEVEL.
 *
 * @throws MaskError when the mask marks nothing: an authentic image has no pixel scores. RangeError
 *   when the map has another number of pixels.
 */
export function overlap(
  map: Iterable<Uint8Array | Float32Array>,
  threshold: number,
  { values: mask }: GrayImage,
): Overlap {
  const present = countManipulated(mask);
  let [at, flagged, both] = [0, 0, 0];
  for (const portion of map) {
    for (const value of portion) {
      const isManipulated = (mask[at++] ?? 0) > MANIPULATED_LEVEL;
      if (value <= threshold) continue;
      flagged++;
      if (isManipulated) both++;
    }
  }
  checkLength(at, mask);
  return { f1: (2 * both) / (flagged + present), iou: both / (flagged + present - both) };
}

/**
 * How often a manipulated pixel has a higher value than another one, ties half. Undefined where the
 * mask marks every pixel. Memory: 4 bytes a pixel.
 *
 * @throws as `overlap`.
 */
export function pixelAuc(map: Iterable<Float32Array>, { values: mask }: GrayImage) {
  const present = countManipulated(mask);
  const manipulated = new Float32Array(present);
  const authentic = new Float32Array(mask.length - present);
  let [at, filled] = [0, 0];
  for (const portion of map) {
    for (const value of portion) {
      if ((mask[at] ?? 0) > MANIPULATED_LEVEL) manipulated[filled++] = value;
      else authentic[at - filled] = value;
      at++;
    }
  }
  checkLength(at, mask);
  return authentic.length === 0 ? undefined : rocAuc(manipulated.sort(), authentic.sort());
}

function countManipulated(mask: Uint8Array): number {
  const count = countAbove(mask, MANIPULATED_LEVEL);
  if (count === 0) throw new MaskError("the mask marks no pixel as manipulated");
  return count;
}

function checkLength(received: number, { length }: Uint8Array): void {
  if (received === length) return;
  throw new RangeError(`expected a map of ${length} pixels, received ${received}`);
}

import type { Findings } from "../contracts/findings/findings.ts";
import type { GrayImage } from "../ports.ts";
import { copyStrokes } from "./copy-strokes.ts";
import { overlaySizeOf, SCREEN_SIDE_PIXELS } from "./overlay-size.ts";
import { emptyLayer, type Layer } from "./paint.ts";
import { paintMask } from "./paint-mask.ts";
import { paintStroke } from "./paint-stroke.ts";

/**
 * What was found, to be laid over the picture: what is held for manipulated tinted in red where
 * a witness found something, copied regions outlined and joined.
 *
 * @param image size after EXIF orientation, in pixels.
 * @param map the probability map of the whole image, at any size.
 * @param maxSidePixels of the layer, which is never larger than the image.
 */
export function overlayLayer(
  image: { readonly width: number; readonly height: number },
  { label, copies = [] }: Pick<Findings, "label" | "copies">,
  map: GrayImage,
  maxSidePixels = SCREEN_SIDE_PIXELS,
): Layer {
  const layer = emptyLayer(overlaySizeOf(image, maxSidePixels));
  // An authentic picture's map has spots as well, which mean nothing.
  if (label === "manipulated") paintMask(layer, map);
  for (const stroke of copyStrokes(copies, layer.width / image.width)) paintStroke(layer, stroke);
  return layer;
}

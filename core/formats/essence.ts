import { jpegEssence } from "./jpeg/jpeg-essence.ts";
import { jpegSegments } from "./jpeg/jpeg-segments.ts";
import type { Container } from "./sniff.ts";
import { tiffEssence } from "./tiff/tiff-essence.ts";

/**
 * The file with nothing in it but what its pixels hang on, so that whatever a decoder still complains of is
 * about pixels. Undefined where there is no such file to be made: then each complaint counts.
 *
 * Of a GIF the first frame was counted (`missingPixels`), and all else that is wrong with it lies behind it.
 */
export function essenceOf(bytes: Uint8Array, container: Container): Uint8Array | undefined {
  if (container === "JPEG") return jpegEssence([...jpegSegments(bytes)]);
  return container === "TIFF" ? tiffEssence(bytes) : undefined;
}

import { avifVariant } from "./avif.ts";
import { jpegVariant } from "./jpeg/jpeg-variant.ts";
import { pngVariant } from "./png.ts";
import type { Container } from "./sniff.ts";
import { tiffVariant } from "./tiff/tiff-variant.ts";

const VARIANTS: { readonly [Name in Container]?: (bytes: Uint8Array) => string | undefined } = {
  JPEG: jpegVariant,
  PNG: pngVariant,
  TIFF: tiffVariant,
  HEIF: avifVariant,
};

/** What the file is, where that is a kind that would be refused or decoded to other pixels than its own. */
export function unsupportedVariant(bytes: Uint8Array, container: Container): string | undefined {
  return VARIANTS[container]?.(bytes);
}

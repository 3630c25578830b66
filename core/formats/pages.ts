import type { ScannedPages } from "../contracts/image-facts.ts";
import { avifFrames } from "./avif.ts";
import { pngFrames } from "./png.ts";
import type { Container } from "./sniff.ts";
import { tiffDirectories } from "./tiff/tiff-directory.ts";
import { isReduced } from "./tiff/tiff-variant.ts";

/** What the decoder says of the pictures in a file. */
export interface DecoderPages {
  readonly pages?: number | undefined;
  /** Of HEIF, counted from 0: the picture that is decoded. */
  readonly pagePrimary?: number | undefined;
}

/** Which picture of several is scanned; undefined where there is one. */
export function scannedPages(
  bytes: Uint8Array,
  container: Container,
  { pages = 1, pagePrimary = 0 }: DecoderPages,
): ScannedPages | undefined {
  const count = countOf(bytes, container, pages);
  return count > 1 ? { scanned: Math.min(pagePrimary + 1, count), count } : undefined;
}

function countOf(bytes: Uint8Array, container: Container, decoded: number): number {
  switch (container) {
    case "PNG":
      return pngFrames(bytes);
    case "HEIF":
      return Math.max(decoded, avifFrames(bytes));
    case "TIFF":
      return [...tiffDirectories(bytes)].filter((page) => !isReduced(page)).length;
    default:
      return decoded;
  }
}

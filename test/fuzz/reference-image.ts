import sharp from "sharp";
import type { ResizeKernel } from "../../core/contracts/model-manifest.ts";
import { upright } from "./upright.ts";

/** What sharp says of a file without the codec. */
export interface ReferenceImage {
  /** Upright. */
  readonly width: number;
  readonly height: number;
  /** As sharp names it: AVIF is `heif`. */
  readonly format: string;
  /** size·size·3 bytes R G B. */
  readonly pixels: Uint8Array;
  /** Bits of a channel in the file. */
  readonly bits: 8 | 16;
}

/** Whether the file has all its pixels is for others to say: here it is how those look that are there. */
const OPTIONS = { failOn: "error", limitInputPixels: false } as const;

/** EXIF orientations from here on lay the image on its side. */
const FIRST_SIDEWAYS = 5;

/**
 * The first frame in three steps where the codec takes one: 8-bit sRGB on white at the size and in the
 * position that the file has, then resized, then turned upright here and not by sharp. The size is the
 * header's, turned here too.
 *
 * @throws what sharp throws.
 */
export async function referenceImage(
  bytes: Uint8Array,
  size: number,
  kernel: ResizeKernel,
): Promise<ReferenceImage> {
  const { width, height, orientation = 1, format, depth } = await sharp(bytes, OPTIONS).metadata();
  const { data, info } = await sharp(bytes, OPTIONS)
    .flatten({ background: "white" })
    .toColourspace("srgb")
    .raw()
    .toBuffer({ resolveWithObject: true });
  const raw = { width: info.width, height: info.height, channels: info.channels };
  const fit = { fit: "fill", kernel } as const;
  const small = await sharp(data, { raw }).resize(size, size, fit).raw().toBuffer();
  const [uprightWidth, uprightHeight] =
    orientation < FIRST_SIDEWAYS ? [width, height] : [height, width];
  return {
    width: uprightWidth,
    height: uprightHeight,
    format,
    pixels: upright(small, size, orientation),
    bits: depth === "uchar" ? 8 : 16,
  };
}

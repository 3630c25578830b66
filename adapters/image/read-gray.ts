import { scanError } from "../../core/contracts/reasons.ts";
import { grayOf } from "../../core/copies/gray.ts";
import type { Plane } from "../../core/copies/pixels/plane.ts";
import { workingSizeOf } from "../../core/copies/working-size.ts";
import { jpegQualityOf } from "../../core/history/jpeg-quality.ts";
import { lastLumaTable } from "../../core/history/jpeg-tables.ts";
import type { PictureSize } from "../../core/picture-size.ts";
import { openUpright, orCorrupt, readHeader } from "./open-image.ts";

export interface WorkingPicture {
  /** Upright, in its own size or a smaller one. */
  readonly gray: Plane;
  /** Size of the picture upright. */
  readonly original: PictureSize;
  /** With which the file was saved, 1 to 100; 100 where it is no JPEG. */
  readonly jpegQuality: number;
}

/**
 * Brightness at the size at which copies are searched for: first frame, upright, transparency on
 * white, sRGB. Process-wide settings are those of `makeSharpCodec`, which must have been called.
 *
 * @throws ScanError as ImageCodec does.
 */
export async function readGray(bytes: Uint8Array): Promise<WorkingPicture> {
  const header = await readHeader(bytes);
  const { container, autoOrient } = header;
  const original = { widthPx: autoOrient.width, heightPx: autoOrient.height };
  const size = workingSizeOf(original);
  const gray = async () => {
    const upright = await openUpright(bytes, header, "error");
    const fit = { fit: "fill", kernel: "lanczos3" } as const;
    const small = upright.resize(size.widthPx, size.heightPx, fit).toColourspace("srgb");
    return small.raw({ depth: "uchar" }).toBuffer();
  };
  const pixels = await orCorrupt(gray(), bytes, container, "pixels");
  const expected = size.widthPx * size.heightPx * 3;
  if (pixels.length !== expected) {
    const channels = (3 * pixels.length) / expected;
    throw scanError("unsupported_format", { found: `an image that becomes ${channels} channels` });
  }
  const jpegQuality = jpegQualityOf(lastLumaTable(bytes));
  return { gray: grayOf(pixels, size), original, jpegQuality };
}

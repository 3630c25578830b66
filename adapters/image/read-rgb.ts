import type { ResizeKernel } from "../../core/contracts/model-manifest.ts";
import { scanError } from "../../core/contracts/reasons.ts";
import type { PictureSize } from "../../core/picture-size.ts";
import { decodeSound, type Header, openUpright, readHeader } from "./open-image.ts";

export interface ColourPicture {
  /** Row by row, R G B. */
  readonly pixels: Uint8Array<ArrayBuffer>;
  /** Size of the picture upright. */
  readonly original: PictureSize;
}

/**
 * First frame, upright, sRGB, on white, at the size that `shownAs` says for its own. Process-wide settings are
 * those of `makeSharpCodec`, which must have been called.
 *
 * @throws ScanError as ImageCodec does.
 */
export async function readRgb(
  bytes: Uint8Array,
  shownAs: (original: PictureSize) => PictureSize,
  kernel: ResizeKernel,
): Promise<ColourPicture> {
  const header = await readHeader(bytes);
  const { width, height } = header.autoOrient;
  const original = { widthPx: width, heightPx: height };
  return { pixels: await decodeRgb(bytes, header, shownAs(original), kernel), original };
}

/** The same for a header that was read. Each axis is resized by its own factor, in one step. */
export async function decodeRgb(
  bytes: Uint8Array,
  header: Header,
  { widthPx, heightPx }: PictureSize,
  kernel: ResizeKernel,
): Promise<Uint8Array<ArrayBuffer>> {
  const pixels = await decodeSound(bytes, header.container, async (failOn) => {
    const upright = await openUpright(bytes, header, failOn);
    const fit = { fit: "fill", kernel } as const;
    const image = upright.resize(widthPx, heightPx, fit).toColourspace("srgb");
    // sharp works on 16-bit images in Display P3 where they bring a profile, and leaves them there.
    if (header.space === "rgb16" && header.hasProfile) image.withIccProfile("srgb");
    return image.raw({ depth: "uchar" }).toBuffer();
  });
  const channels = pixels.length / (widthPx * heightPx);
  if (channels !== 3) {
    throw scanError("unsupported_format", { found: `an image that becomes ${channels} channels` });
  }
  return ownedCopy(pixels);
}

/** Small Buffers share one pooled ArrayBuffer, which must not be transferred to a thread. */
function ownedCopy(buffer: Buffer): Uint8Array<ArrayBuffer> {
  return new Uint8Array(buffer);
}

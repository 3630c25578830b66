import sharp from "sharp";
import { MaskError } from "../../core/evaluation/mask-error.ts";
import type { GrayImage } from "../../core/ports.ts";

/**
 * The pixels of a true mask: a PNG of any depth and colours, light where its image was manipulated.
 * Nothing is decoded before the size is known to be that of the image.
 *
 * @throws MaskError when it is no intact PNG of that size.
 */
export async function decodeMask(
  bytes: Uint8Array,
  { width, height }: { readonly width: number; readonly height: number },
): Promise<GrayImage> {
  if (bytes.length === 0) throw new MaskError("expected a PNG, received an empty file");
  const image = sharp(bytes, { failOn: "error", limitInputPixels: false });
  const header = await orMaskError(image.metadata(), "header is");
  if (header.format !== "png") throw new MaskError(`expected a PNG, received ${header.format}`);
  if (header.width !== width || header.height !== height) {
    const received = `${header.width}×${header.height}`;
    throw new MaskError(`expected the image's ${width}×${height} pixels, received ${received}`);
  }
  const gray = image.removeAlpha().toColourspace("b-w").raw().toBuffer();
  const values = await orMaskError(gray, "pixels are");
  return { width, height, values };
}

/** What the decoder says may be about another file that is open in this process, and is not quoted. */
async function orMaskError<T>(work: Promise<T>, what: string): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    throw new MaskError(`expected an intact PNG, received one whose ${what} damaged`, { cause });
  }
}

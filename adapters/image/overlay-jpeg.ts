import sharp from "sharp";
import type { Layer } from "../../core/overlay/paint.ts";
import { asCorrupt } from "./as-corrupt.ts";
import { STRICT } from "./sharp-codec.ts";

const QUALITY = 90;

/**
 * The picture, upright and at the layer's size, with the layer over it; none of its metadata.
 *
 * @throws ScanError `corrupt` when it cannot be decoded.
 */
export async function encodeOverlay(
  bytes: Uint8Array,
  { width, height, rgba }: Layer,
): Promise<Uint8Array> {
  const layer = { input: Buffer.from(rgba), raw: { width, height, channels: 4 as const } };
  const picture = sharp(bytes, STRICT)
    .autoOrient()
    .flatten({ background: "white" })
    .resize(width, height, { fit: "fill" })
    .toColourspace("srgb")
    .composite([layer])
    .jpeg({ quality: QUALITY, chromaSubsampling: "4:4:4" });
  return asCorrupt(picture.toBuffer());
}

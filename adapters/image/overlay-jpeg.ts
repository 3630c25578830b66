import type { Layer } from "../../core/overlay/paint.ts";
import { openUpright, orCorrupt, readHeader } from "./open-image.ts";

const QUALITY = 90;

/**
 * The picture of opened bytes, upright and at the layer's size, with the layer over it; none of its metadata.
 *
 * @throws ScanError `corrupt` when it cannot be decoded.
 */
export async function encodeOverlay(
  bytes: Uint8Array,
  { width, height, rgba }: Layer,
): Promise<Uint8Array> {
  const layer = { input: Buffer.from(rgba), raw: { width, height, channels: 4 as const } };
  const header = await readHeader(bytes);
  const painted = async () => {
    const picture = await openUpright(bytes, header, "error");
    return picture
      .resize(width, height, { fit: "fill" })
      .toColourspace("srgb")
      .composite([layer])
      .jpeg({ quality: QUALITY, chromaSubsampling: "4:4:4" })
      .toBuffer();
  };
  return orCorrupt(painted(), bytes, header.container, "pixels");
}

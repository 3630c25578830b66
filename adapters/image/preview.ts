import sharp from "sharp";
import { asCorrupt } from "./as-corrupt.ts";
import { STRICT } from "./sharp-codec.ts";

/** Up to this side a picture is there to be recognised, above it to be looked at. */
const THUMBNAIL_SIDE_PX = 400;

/**
 * A picture as a JPEG that every browser shows: first frame, upright, transparency on white, sRGB, no
 * metadata, scaled down to `maxSidePx` where it is larger. Of a broken file what can be decoded. Its
 * size must have been checked: all of it is decoded. Process-wide settings are those of
 * `makeSharpCodec`.
 *
 * @throws ScanError `corrupt`.
 */
export async function previewOf(bytes: Uint8Array, maxSidePx: number): Promise<Uint8Array> {
  const isThumbnail = maxSidePx <= THUMBNAIL_SIDE_PX;
  return asCorrupt(
    sharp(bytes, { ...STRICT, failOn: "none" })
      .autoOrient()
      .flatten({ background: "white" })
      .resize(maxSidePx, maxSidePx, { fit: "inside", withoutEnlargement: true })
      .toColourspace("srgb")
      .jpeg({ quality: isThumbnail ? 80 : 92, chromaSubsampling: isThumbnail ? "4:2:0" : "4:4:4" })
      .toBuffer(),
  );
}

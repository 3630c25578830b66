import { openUpright, orCorrupt, readHeader } from "./open-image.ts";

/** Up to this side a picture is there to be recognised, above it to be looked at. */
const THUMBNAIL_SIDE_PX = 400;

/**
 * A picture as a JPEG that every browser shows: first frame, upright, transparency on white, sRGB, no
 * metadata, scaled down to `maxSidePx` where it is larger. Of a broken file what can be decoded. Its
 * size must have been checked: all of it is decoded. Process-wide settings are those of
 * `makeSharpCodec`.
 *
 * @throws ScanError `unsupported_format`, `corrupt`.
 */
export async function previewOf(bytes: Uint8Array, maxSidePx: number): Promise<Uint8Array> {
  const isThumbnail = maxSidePx <= THUMBNAIL_SIDE_PX;
  const header = await readHeader(bytes);
  const scaled = async () => {
    const picture = await openUpright(bytes, header, "none");
    return picture
      .resize(maxSidePx, maxSidePx, { fit: "inside", withoutEnlargement: true })
      .toColourspace("srgb")
      .jpeg({ quality: isThumbnail ? 80 : 92, chromaSubsampling: isThumbnail ? "4:2:0" : "4:4:4" })
      .toBuffer();
  };
  return orCorrupt(scaled(), bytes, header.container, "pixels");
}

import { type LumaTable, lastLumaTable } from "../../core/history/jpeg-tables.ts";
import { type Luma, lumaOf } from "../../core/history/luma.ts";
import { openImage, orCorrupt, readHeader } from "./open-image.ts";

export interface StoredLuma {
  readonly luma: Luma;
  /** EXIF orientation, 1..8: how the stored picture is to be turned. */
  readonly orientation: number;
  /** Of the last saving, where the file is a JPEG whose luma is stored as such. */
  readonly lastTable: LumaTable | undefined;
}

/**
 * Luma of the pixels as they are stored: first frame, not turned, no colour profile applied, alpha
 * left out. Process-wide settings are those of `makeSharpCodec`, which must have been called.
 *
 * @throws ScanError as ImageCodec does.
 */
export async function readLuma(bytes: Uint8Array): Promise<StoredLuma> {
  const { container, channels, space, orientation = 1 } = await readHeader(bytes);
  const isGray = channels < 3;
  const image = openImage(bytes, "error", { ignoreIcc: true })
    .removeAlpha()
    .toColourspace(isGray ? "b-w" : "srgb");
  const pixels = image.raw({ depth: "uchar" }).toBuffer({ resolveWithObject: true });
  const { data, info } = await orCorrupt(pixels, bytes, container, "pixels");
  const { width, height } = info;
  const luma = lumaOf(data, { width, height, channels: info.channels === 1 ? 1 : 3 });
  const isJpeg = container === "JPEG" && space !== "cmyk";
  return { luma, orientation, lastTable: isJpeg ? lastLumaTable(bytes) : undefined };
}

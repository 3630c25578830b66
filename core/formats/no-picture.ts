import { isBmp } from "./bmp/bmp-header.ts";
import { isHeic } from "./heic.ts";
import { containerOf, describe } from "./sniff.ts";

/** Endings of the formats that are scanned. */
const ENDINGS = new Set([
  "jpg",
  "jpeg",
  "jpe",
  "png",
  "webp",
  "avif",
  "gif",
  "tif",
  "tiff",
  "heic",
  "heif",
  "hif",
  "bmp",
  "dib",
]);

/** As many of a file's first bytes as tell what it is. */
export const TELLING_BYTES = 512;

/** Whether a name says that it is of an image. */
export function hasImageEnding(name: string): boolean {
  const at = name.lastIndexOf(".");
  return at > name.lastIndexOf("/") + 1 && ENDINGS.has(name.slice(at + 1).toLowerCase());
}

/**
 * Why a file among others is no picture: neither its name nor its first bytes say that it is one. A file
 * whose name promises an image is a picture whatever it holds: that it holds none is for its verdict to say.
 *
 * @param start the file's first `TELLING_BYTES`, or all of it.
 */
export function whyNoPicture(name: string, start: Uint8Array): string | undefined {
  if (hasImageEnding(name) || isScannable(start)) return undefined;
  const found = start.length === 0 ? "an empty file" : describe(start);
  return `${found}, which is no image that is scanned`;
}

function isScannable(start: Uint8Array): boolean {
  return containerOf(start) !== undefined || isHeic(start) || isBmp(start);
}

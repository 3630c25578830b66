import { boxesIn } from "./avif.ts";
import { EOI, jpegSegments } from "./jpeg/jpeg-segments.ts";
import { pngChunks } from "./png.ts";
import type { Container } from "./sniff.ts";
import { Tag, tiffDirectories } from "./tiff/tiff-directory.ts";

/** How far a decoder came. */
export type DecodingStep = "header" | "pixels";

const STEPS: { readonly [Step in DecodingStep]: string } = {
  header: "whose header is damaged",
  pixels: "whose picture data is damaged or incomplete",
};

/**
 * What a file is that its decoder refuses, in our words: what the decoder says is said of all files that are
 * open in this process, and may be about another one.
 */
export function damageOf(bytes: Uint8Array, container: Container, step: DecodingStep): string {
  const name = container === "HEIF" ? "an AVIF" : `a ${container}`;
  return `${name} ${isCutOff(bytes, container) ? "that is cut off" : STEPS[step]}`;
}

/** Whether the file says that it is longer than it is. */
function isCutOff(bytes: Uint8Array, container: Container): boolean {
  switch (container) {
    case "JPEG":
      return ![...jpegSegments(bytes)].some(({ marker }) => marker === EOI);
    case "PNG":
      return ![...pngChunks(bytes)].some(({ type }) => type === "IEND");
    case "WebP":
      return wordAt(bytes, 4) + 8 > bytes.length;
    case "HEIF":
      return ([...boxesIn(bytes)].at(-1)?.end ?? 0) < bytes.length;
    case "TIFF":
      return endOfTiff(bytes) > bytes.length;
    default:
      return bytes.at(-1) !== GIF_TRAILER;
  }
}

const GIF_TRAILER = 0x3b;

const wordAt = (bytes: Uint8Array, at: number) =>
  bytes.length < at + 4 ? Number.POSITIVE_INFINITY : viewOf(bytes).getUint32(at, true);

const viewOf = ({ buffer, byteOffset, length }: Uint8Array) =>
  new DataView(buffer, byteOffset, length);

/** Behind the last strip or tile of the first picture. */
function endOfTiff(bytes: Uint8Array): number {
  const [picture] = tiffDirectories(bytes);
  if (picture === undefined) return Number.POSITIVE_INFINITY;
  const valuesOf = (...tags: number[]) =>
    tags.flatMap((tag) => picture.fields.get(tag)?.values ?? []);
  const counts = valuesOf(Tag.stripByteCounts, Tag.tileByteCounts);
  const ends = valuesOf(Tag.stripOffsets, Tag.tileOffsets).map((at, i) => at + (counts[i] ?? 0));
  return ends.reduce((most, end) => Math.max(most, end), 0);
}

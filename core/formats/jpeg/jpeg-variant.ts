import { frameIn } from "./jpeg-frame.ts";
import { jpegSegments } from "./jpeg-segments.ts";

/** Of JPEG's processes those that the decoder lacks. ITU-T T.81, table B.1. */
const LACKING: ReadonlyMap<number, string> = new Map([
  ...[0xc5, 0xc6, 0xc7, 0xcd, 0xce, 0xcf].map((marker) => [marker, "a hierarchical JPEG"] as const),
  [0xcb, "a lossless JPEG with arithmetic coding"],
]);
const JPEG_LS = 0xf7;
const BITS = 8;

/** What kind of JPEG this is, when no decoder is here for it. */
export function jpegVariant(bytes: Uint8Array): string | undefined {
  for (const segment of jpegSegments(bytes)) {
    if (segment.marker === JPEG_LS) return "a JPEG-LS image";
    const frame = frameIn(segment);
    if (frame === undefined) continue;
    const { marker, bitsPerSample, height } = frame;
    if (LACKING.has(marker)) return LACKING.get(marker);
    if (height === 0) return "a JPEG that says its height behind the picture";
    return bitsPerSample === BITS ? undefined : `a JPEG with ${bitsPerSample} bits a sample`;
  }
  return undefined;
}

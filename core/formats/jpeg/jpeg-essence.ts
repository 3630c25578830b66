import { frameIn, isSequential } from "./jpeg-frame.ts";
import { APP14, DHT, DQT, DRI, EOI, type JpegSegment, SOI, SOS } from "./jpeg-segments.ts";

/** From 0xc0 to here: frames, and tables of codes. */
const LAST_FRAME = 0xcf;
const isEssential = (marker: number) =>
  (marker >= 0xc0 && marker <= LAST_FRAME) || [DHT, DQT, DRI, SOS, APP14, EOI].includes(marker);
/** What a sequential scan must say, and what one maker's phones don't: all coefficients, all bits. */
const ALL_OF_A_SCAN = [0, 63, 0];

/** The file without all that no pixel hangs on: comments, profiles, and whatever lies between segments. */
export function jpegEssence(segments: readonly JpegSegment[]): Uint8Array {
  const frame = segments.map(frameIn).find((found) => found !== undefined);
  const parts: Uint8Array[] = [Uint8Array.of(0xff, SOI)];
  for (const segment of segments.filter(({ marker }) => isEssential(marker))) {
    const isOfSequence = segment.marker === SOS && frame !== undefined && isSequential(frame);
    parts.push(...written(segment, isOfSequence ? ALL_OF_A_SCAN : undefined));
  }
  return Buffer.concat(parts);
}

function written(
  { marker, body, data }: JpegSegment,
  ending: readonly number[] | undefined,
): Uint8Array[] {
  if (marker === EOI) return [Uint8Array.of(0xff, EOI)];
  const length = body.length + 2;
  const copy = Uint8Array.from(body);
  if (ending !== undefined && copy.length >= ending.length)
    copy.set(ending, copy.length - ending.length);
  return [Uint8Array.of(0xff, marker, length >> 8, length & 0xff), copy, data];
}

import { frameIn, isProgressive, type JpegFrame, scanHeaderIn } from "./jpeg-frame.ts";
import { type JpegSegment, SOS } from "./jpeg-segments.ts";

const COEFFICIENTS = 64;

/**
 * Whether the scans bring every bit of every component. A file whose last scans were cut off and that was
 * ended properly is decoded without a word, and what it lacks is made up.
 */
export function hasAllScans(segments: readonly JpegSegment[]): boolean {
  const frame = segments.map(frameIn).find((found) => found !== undefined);
  if (frame === undefined) return true;
  const missingBits = missingBitsOf(frame, segments);
  return [...missingBits.values()].every((bits) => bits.every((count) => count === 0));
}

/** Of each component, how many bits of each coefficient have not come; Infinity: nothing has. */
function missingBitsOf(frame: JpegFrame, segments: readonly JpegSegment[]) {
  const missing = new Map(
    frame.components.map(({ id }) => [id, new Array<number>(COEFFICIENTS).fill(Infinity)]),
  );
  for (const { marker, body } of segments) {
    if (marker !== SOS) continue;
    const { parts, ...scan } = scanHeaderIn(body);
    const whole = { first: 0, last: COEFFICIENTS - 1, missingBits: 0 };
    const { first, last, missingBits } = isProgressive(frame) ? scan : whole;
    for (const { id } of parts) missing.get(id)?.fill(missingBits, first, last + 1);
  }
  return missing;
}

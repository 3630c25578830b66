import { missingGifPixels } from "./gif-frame.ts";
import { jpegSegments } from "./jpeg/jpeg-segments.ts";
import { hasOverwrittenPiece } from "./jpeg/overwritten.ts";
import { hasAllScans } from "./jpeg/progression.ts";
import type { Container } from "./sniff.ts";

/** What of the picture is not in the file, though its decoder would say nothing of it. */
export function missingPixels(bytes: Uint8Array, container: Container): string | undefined {
  if (container === "GIF") {
    const missing = missingGifPixels(bytes);
    return missing > 0 ? `a GIF whose first frame lacks ${missing} pixels` : undefined;
  }
  if (container !== "JPEG") return undefined;
  const segments = [...jpegSegments(bytes)];
  if (!hasAllScans(segments)) return "a JPEG of which the last scans are missing";
  if (hasOverwrittenPiece(segments))
    return "a JPEG in whose picture data a piece is overwritten with one value";
  return undefined;
}

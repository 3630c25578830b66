import type { ImageFacts } from "../../core/contracts/image-facts.ts";
import { readBmpHeader } from "../../core/formats/bmp/bmp-header.ts";
import { bmpRows } from "../../core/formats/bmp/bmp-rows.ts";
import type { OpenedImage } from "../../core/ports.ts";
import { storedPng } from "../heif/stored-png.ts";

/**
 * Of BMP, which libvips has no decoder for here, the same pixels as an uncompressed PNG.
 *
 * @throws ScanError `corrupt`, `unsupported_format`; what `accept` throws, before anything is decoded.
 */
export function openBmp(bytes: Uint8Array, accept: (facts: ImageFacts) => void): OpenedImage {
  const header = readBmpHeader(bytes);
  const { width, height, profile } = header;
  const facts = { width, height, format: "bmp", sizeBytes: bytes.length } as const;
  accept(facts);
  return { bytes: storedPng({ width, height, profile, ...bmpRows(bytes, header) }), facts };
}

import type { ImageFacts } from "../contracts/image-facts.ts";
import { scanError } from "../contracts/reasons.ts";

/** What a worker is willing to open. */
export interface ScanLimits {
  readonly maxSizeBytes: number;
  /** Width × height after decoding: what a decompression bomb is measured by. */
  readonly maxPixels: number;
  /** Likewise for HEIC and BMP, of which all pixels are kept, and more than once. */
  readonly maxKeptPixels: number;
  readonly minSidePixels: number;
}

export const DEFAULT_LIMITS: ScanLimits = {
  maxSizeBytes: 100 * 1024 * 1024,
  // The largest mask that is restored in under 700 MB of memory.
  maxPixels: 100_000_000,
  // The largest that phones take, with 48 megapixels.
  maxKeptPixels: 50_000_000,
  // Below this a model input is mostly interpolation.
  minSidePixels: 32,
};

/** Of one search for copies, which takes two seconds of a core for two megapixels: a busy core takes longer. */
export const COPY_SEARCH_TIMEOUT_MS = 20_000;

/** @throws ScanError `corrupt` for no bytes, `too_large`. */
export function checkSize(sizeBytes: number, { maxSizeBytes }: ScanLimits): void {
  if (sizeBytes === 0) throw scanError("corrupt", { found: "nothing, as it is empty" });
  if (sizeBytes > maxSizeBytes) {
    throw scanError("too_large", { sizeBytes, limitBytes: maxSizeBytes });
  }
}

/** @throws ScanError `too_many_pixels`, `too_small`. */
export function checkPixels({ width, height, format }: ImageFacts, limits: ScanLimits): void {
  const { maxPixels, maxKeptPixels, minSidePixels } = limits;
  const limitPixels = format === "heic" || format === "bmp" ? maxKeptPixels : maxPixels;
  if (width * height > limitPixels) {
    throw scanError("too_many_pixels", { width, height, limitPixels });
  }
  if (Math.min(width, height) < minSidePixels) {
    throw scanError("too_small", { width, height, minSidePixels });
  }
}

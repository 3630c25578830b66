import type { ImageFacts } from "../contracts/image-facts.ts";

/** Enough for a whole screen, small enough to be sent on. Masks keep every pixel. */
export const SCREEN_SIDE_PIXELS = 2048;

type Size = Pick<ImageFacts, "width" | "height">;

/** The image's own size, or the largest of its shape that fits: never enlarged, no side below 1. */
export function overlaySizeOf({ width, height }: Size, maxSidePixels: number): Size {
  const scale = Math.min(1, maxSidePixels / Math.max(width, height));
  const scaled = (side: number) => Math.max(1, Math.round(side * scale));
  return { width: scaled(width), height: scaled(height) };
}

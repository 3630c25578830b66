import type { PictureSize } from "../picture-size.ts";

/** Copies are searched for in a picture of at most so many pixels. */
const MAX_PIXELS = 2_000_000;
/** A region and its copy find no place in less. */
const MIN_SIDE_PX = 48;

/** The size at which a picture is looked at: its own, or one of MAX_PIXELS. */
export function workingSizeOf({ widthPx, heightPx }: PictureSize): PictureSize {
  const scale = Math.min(1, Math.sqrt(MAX_PIXELS / (widthPx * heightPx)));
  const scaled = (side: number) => Math.max(1, Math.floor(side * scale));
  return scale === 1
    ? { widthPx, heightPx }
    : { widthPx: scaled(widthPx), heightPx: scaled(heightPx) };
}

export function isLargeEnough({ widthPx, heightPx }: PictureSize): boolean {
  return Math.min(widthPx, heightPx) >= MIN_SIDE_PX;
}

import type { PictureSize } from "../../picture-size.ts";

/** Pixels that may be matches: those of the picture, or those of the same picture made smaller. */
export interface MatchTargets extends PictureSize {
  /** Number of pixels whose features come before theirs. */
  readonly firstPixel: number;
  /** Pixels of the picture by one of theirs, along a side. */
  readonly enlargement: number;
}

export function ownPixels({ widthPx, heightPx }: PictureSize): MatchTargets {
  return { widthPx, heightPx, firstPixel: 0, enlargement: 1 };
}

import type { PictureSize } from "../picture-size.ts";

/** How a network looks at tiles. */
export interface TileRules {
  /** Side of a tile, a multiple of 32. */
  readonly sidePx: number;
  /** What neighbours share at least, less than 8. */
  readonly overlapPx: number;
  /** A picture that needs more tiles is reduced first. */
  readonly most: number;
}

/** Where a tile begins. */
export interface Origin {
  readonly leftPx: number;
  readonly topPx: number;
}

export interface Tiling {
  /** The size at which the picture is looked at: its own, or a smaller one. */
  readonly shown: PictureSize;
  /** `shown`, and what is reflected at the right and the bottom, so that tiles cover it. */
  readonly covered: PictureSize;
  /** All tiles have one size: its sides are multiples of 32. */
  readonly tile: PictureSize;
  /** Row by row. */
  readonly origins: readonly Origin[];
}

/** JPEG's: tiles begin with a whole block. */
const GRID_PX = 8;
/** What the network halves down to one. */
const WHOLE_PX = 32;
const SMALLER = 0.97;

/**
 * Tiles that cover a picture, which is reduced until `most` are enough. Evenly spread, from the 8 × 8 grid on.
 * `model/fasa/edits/tiled.py` cuts the same: change both or neither.
 */
export function tilingOf(picture: PictureSize, rules: TileRules): Tiling {
  let scale = 1;
  let tiling = coveringOf(picture, rules);
  while (tiling.origins.length > rules.most) {
    scale *= SMALLER;
    const scaled = (side: number) => Math.max(1, Math.floor(side * scale + 0.5));
    const shown = { widthPx: scaled(picture.widthPx), heightPx: scaled(picture.heightPx) };
    tiling = coveringOf(shown, rules);
  }
  return tiling;
}

function coveringOf(shown: PictureSize, rules: TileRules): Tiling {
  const [across, down] = [axisOf(shown.widthPx, rules), axisOf(shown.heightPx, rules)];
  const origins = down.starts.flatMap((topPx) =>
    across.starts.map((leftPx) => ({ leftPx, topPx })),
  );
  return {
    shown,
    covered: { widthPx: across.coveredPx, heightPx: down.coveredPx },
    tile: { widthPx: across.tilePx, heightPx: down.tilePx },
    origins,
  };
}

/** A side shorter than a tile is one tile of its own size. */
function axisOf(shownPx: number, { sidePx, overlapPx }: TileRules) {
  const step = shownPx > sidePx ? GRID_PX : WHOLE_PX;
  const coveredPx = Math.ceil(shownPx / step) * step;
  const tilePx = Math.min(sidePx, coveredPx);
  const sharedPx = Math.min(overlapPx, Math.floor(tilePx / 2));
  const count = Math.max(1, Math.ceil((coveredPx - sharedPx) / (tilePx - sharedPx)));
  const lastPx = coveredPx - tilePx;
  const startOf = (index: number) =>
    Math.floor(Math.floor((lastPx * index) / Math.max(1, count - 1)) / GRID_PX) * GRID_PX;
  return { coveredPx, tilePx, starts: Array.from({ length: count }, (_, index) => startOf(index)) };
}

import type { Origin, Tiling } from "./tiling.ts";

const CHANNELS = 3;

/**
 * Pixels of a tile, row by row, R G B. What lies right of the picture, or below it, is its reflection, in which
 * the edge comes twice.
 *
 * @param rgb the picture at the size that `tiling` shows it in.
 */
export function cutTile(
  rgb: Uint8Array,
  { shown, tile }: Pick<Tiling, "shown" | "tile">,
  { leftPx, topPx }: Origin,
): Uint8Array<ArrayBuffer> {
  const pixels = new Uint8Array(tile.widthPx * tile.heightPx * CHANNELS);
  const columns = Array.from({ length: tile.widthPx }, (_, x) =>
    reflected(leftPx + x, shown.widthPx),
  );
  let at = 0;
  for (let y = 0; y < tile.heightPx; y++) {
    const row = reflected(topPx + y, shown.heightPx) * shown.widthPx;
    for (const column of columns) {
      const from = (row + column) * CHANNELS;
      pixels[at++] = rgb[from] ?? 0;
      pixels[at++] = rgb[from + 1] ?? 0;
      pixels[at++] = rgb[from + 2] ?? 0;
    }
  }
  return pixels;
}

/** 0 1 2 → 0 1 2 2 1 0 0 1 2 …: a narrow picture is reflected again and again. */
function reflected(at: number, length: number): number {
  const within = at % (2 * length);
  return within < length ? within : 2 * length - 1 - within;
}

import type { PlacedMap } from "../witness-ports.ts";
import type { Evidence } from "./evidence.ts";
import { orient } from "./orient.ts";
import type { PooledEvidence } from "./pool.ts";

const CELL_PX = 8;
/** Along a side: the network that decides halves the grid three times. */
const MIN_CELLS = 4;

export function isLargeEnough({ rows, columns }: Evidence): boolean {
  return Math.min(rows, columns) >= MIN_CELLS;
}

/**
 * What the network said of pooled cells, on the picture that people see. Cells may lie on the picture
 * scaled back: theirs are not the pixels that are stored.
 *
 * @param values one for each pooled cell, row-major.
 * @param orientation EXIF, 1..8.
 */
export function placed(
  values: Float32Array,
  pooled: PooledEvidence,
  evidence: Evidence,
  orientation: number,
): PlacedMap {
  const stored = { width: evidence.storedWidth, height: evidence.storedHeight };
  const across = stored.width / evidence.width;
  const down = stored.height / evidence.height;
  const map = {
    width: pooled.columns,
    height: pooled.rows,
    values,
    leftPx: evidence.left * across,
    topPx: evidence.top * down,
    cellWidthPx: CELL_PX * pooled.side * across,
    cellHeightPx: CELL_PX * pooled.side * down,
  };
  return orient(map, stored, orientation);
}

/** Pixels at the picture's edges that are neither matched nor matches. */
export const MARGIN_PX = 4;
/** A match is at least so far away: what is nearer is alike because it is the same thing. */
export const MIN_OFFSET_PX = 24;
/** Cost of a source that has no match. */
export const UNMATCHED = 0x7fffffff;
const MAX_SOURCES = 250_000;

/** A match for each source: sources lie on a grid, matches anywhere on the picture. */
export interface OffsetField {
  /** Of the grid. */
  readonly columns: number;
  readonly rows: number;
  /** From source to source; the first one lies MARGIN_PX from the edges. */
  readonly stridePx: number;
  /** Of each source's match, row by row. */
  readonly targetX: Uint16Array;
  readonly targetY: Uint16Array;
  /** Squared distance of the features, or UNMATCHED. */
  readonly costs: Int32Array;
}

/** @param maxSources give or take the rounding of the stride. */
export function emptyField(
  widthPx: number,
  heightPx: number,
  maxSources = MAX_SOURCES,
): OffsetField {
  const stridePx = Math.ceil(Math.sqrt((widthPx * heightPx) / maxSources));
  const columns = Math.ceil((widthPx - 2 * MARGIN_PX) / stridePx);
  const rows = Math.ceil((heightPx - 2 * MARGIN_PX) / stridePx);
  const count = columns * rows;
  const targetX = new Uint16Array(count);
  const targetY = new Uint16Array(count);
  const costs = new Int32Array(count).fill(UNMATCHED);
  return { columns, rows, stridePx, targetX, targetY, costs };
}

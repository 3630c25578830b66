import { MARGIN_PX, type OffsetField } from "../match/offset-field.ts";

/** From each source to its match, in pixels. */
export interface Offsets {
  readonly right: Int16Array;
  readonly down: Int16Array;
}

/** Offsets of the field, each the median of the medians of 5 columns of 5: single sources that went astray are put right. */
export function medianOffsets(field: OffsetField): Offsets {
  const { columns, rows, stridePx } = field;
  // Of a dense grid one pass reaches two pixels far, of others four or more.
  const passes = stridePx === 1 ? 2 : 1;
  let [right, down] = [rawOffsets(field, field.targetX, 1), rawOffsets(field, field.targetY, 0)];
  for (let pass = 0; pass < passes; pass++) {
    right = medians(right, columns, rows);
    down = medians(down, columns, rows);
  }
  return { right, down };
}

/** @param isAcross 1 for offsets to the right, 0 for those down. */
function rawOffsets(field: OffsetField, targets: Uint16Array, isAcross: 0 | 1): Int16Array {
  const { columns, rows, stridePx } = field;
  const offsets = new Int16Array(targets.length);
  for (let row = 0, cell = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, cell++) {
      const place = MARGIN_PX + stridePx * (isAcross === 1 ? column : row);
      // A source without a match has cost UNMATCHED and target 0: what is written there is not read.
      offsets[cell] = (targets[cell] ?? 0) - place;
    }
  }
  return offsets;
}

function medians(values: Int16Array, columns: number, rows: number): Int16Array {
  const down = values.slice();
  const inside = (rows - 2) * columns;
  for (let at = 2 * columns; at < inside; at++) down[at] = medianOfFive(values, at, columns);
  const across = down.slice();
  for (let at = 2; at < values.length - 2; at++) across[at] = medianOfFive(down, at, 1);
  return across;
}

/** Of a value and the two on each side of it. At the ends of rows those are of other rows. */
function medianOfFive(values: Int16Array, at: number, step: number): number {
  const [a, b] = [values[at - 2 * step] ?? 0, values[at - step] ?? 0];
  const [c, d] = [values[at + step] ?? 0, values[at + 2 * step] ?? 0];
  const e = values[at] ?? 0;
  const low = Math.max(Math.min(a, b), Math.min(c, d));
  const high = Math.min(Math.max(a, b), Math.max(c, d));
  return Math.max(Math.min(e, low), Math.min(Math.max(e, low), high));
}

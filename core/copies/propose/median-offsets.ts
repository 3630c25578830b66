import { MARGIN_PX, type OffsetField } from "../match/offset-field.ts";

/** From each source to its match, in pixels. */
export interface Offsets {
  readonly right: Int16Array;
  readonly down: Int16Array;
}

/** Offsets of the field, each the median of the medians of 3 columns of 3: single sources that went astray are put right. */
export function medianOffsets(field: OffsetField): Offsets {
  const { columns, rows } = field;
  const right = medians(rawOffsets(field, field.targetX, 1), columns, rows);
  const down = medians(rawOffsets(field, field.targetY, 0), columns, rows);
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
  const inside = (rows - 1) * columns;
  for (let at = columns; at < inside; at++) down[at] = medianOfThree(values, at, columns);
  const across = down.slice();
  for (let at = 1; at < values.length - 1; at++) across[at] = medianOfThree(down, at, 1);
  return across;
}

/** Of a value and the one on each side of it. At the ends of rows that is of another row. */
function medianOfThree(values: Int16Array, at: number, step: number): number {
  const [a, b, c] = [values[at - step] ?? 0, values[at] ?? 0, values[at + step] ?? 0];
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}

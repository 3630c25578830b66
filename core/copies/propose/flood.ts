import type { OffsetField } from "../match/offset-field.ts";
import type { Offsets } from "./median-offsets.ts";

/** Offsets of neighbours in one region differ by that at most, in strides of the grid. */
const MAX_STEP = 2;

/** Regions of sources that belong together: their offsets change little from one to the next. */
export function floodRegions(
  field: OffsetField,
  { right, down }: Offsets,
  isLinear: Uint8Array,
): Int32Array[] {
  const { columns, rows } = field;
  const maxStep = MAX_STEP * field.stridePx;
  const isFree = isLinear.slice();
  const found = new Int32Array(columns * rows);
  let count = 0;
  const visit = (from: number, to: number) => {
    if (isFree[to] !== 1) return;
    if (Math.abs((right[from] ?? 0) - (right[to] ?? 0)) > maxStep) return;
    if (Math.abs((down[from] ?? 0) - (down[to] ?? 0)) > maxStep) return;
    isFree[to] = 0;
    found[count++] = to;
  };
  const regions: Int32Array[] = [];
  for (let first = 0; first < isFree.length; first++) {
    if (isFree[first] !== 1) continue;
    const start = count;
    visit(first, first);
    // No source at the grid's edge is linear, so no neighbour lies beyond it.
    for (let next = start; next < count; next++) {
      const cell = found[next] ?? 0;
      visit(cell, cell - 1);
      visit(cell, cell + 1);
      visit(cell, cell - columns);
      visit(cell, cell + columns);
    }
    regions.push(found.subarray(start, count));
  }
  return regions;
}

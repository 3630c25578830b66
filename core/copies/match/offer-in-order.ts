import type { MatchCell } from "./match-cell.ts";
import type { MatchTargets } from "./match-targets.ts";
import { MARGIN_PX, type OffsetField } from "./offset-field.ts";
import { placeOf, SOURCE_BIT } from "./source-bit.ts";

/** Pixels sorted by likeness, and how many before and behind a source are its matches. */
export interface LikenessOrder {
  /** Places of pixels; sources have SOURCE_BIT. */
  readonly places: Uint32Array;
  readonly reach: number;
}

/** To each source the targets beside it in the order. @param widthPx of the picture. */
export function offerInOrder(
  { places, reach }: LikenessOrder,
  widthPx: number,
  targets: MatchTargets,
  field: OffsetField,
  cell: MatchCell,
): void {
  for (let i = 0; i < places.length; i++) {
    const marked = places[i] ?? 0;
    if (marked < SOURCE_BIT) continue;
    const place = placeOf(marked);
    const y = rowOf(place, widthPx);
    const x = place - y * widthPx;
    const at = cellAt(field, x, y);
    cell.open(at, x, y);
    const end = Math.min(i + reach + 1, places.length);
    for (let j = Math.max(i - reach, 0); j < end; j++) {
      const target = placeOf(places[j] ?? 0) - targets.firstPixel;
      if (target < 0) continue;
      const row = rowOf(target, targets.widthPx);
      cell.offer(target - row * targets.widthPx, row);
    }
    cell.close(at);
  }
}

function cellAt({ stridePx, columns }: OffsetField, x: number, y: number): number {
  return ((y - MARGIN_PX) / stridePx) * columns + (x - MARGIN_PX) / stridePx;
}

/** Of a pixel, by its place among those of rows that are so wide; an integer to the compiler, too. */
function rowOf(place: number, widthPx: number): number {
  return ((place + 0.5) / widthPx) | 0;
}

import { MARGIN_PX, type OffsetField } from "./offset-field.ts";

/** Set in the place of a pixel that is a source of the field. */
export const SOURCE_BIT = 0x8000_0000;

/** Without SOURCE_BIT. */
export function placeOf(marked: number): number {
  return marked & (SOURCE_BIT - 1);
}

/** The same places, in their order, those of sources with SOURCE_BIT. @param places in order. */
export function withSources(
  places: Uint32Array,
  widthPx: number,
  { stridePx }: OffsetField,
): Uint32Array {
  const isColumn = Uint8Array.from({ length: widthPx }, (_, x) => isOnGrid(x, stridePx));
  const marked = new Uint32Array(places.length);
  let [first, isRow] = [0, isOnGrid(0, stridePx)];
  for (let i = 0; i < places.length; i++) {
    const place = places[i] ?? 0;
    if (place >= first + widthPx) {
      const y = Math.floor(place / widthPx);
      first = y * widthPx;
      isRow = isOnGrid(y, stridePx);
    }
    const isSource = isRow & (isColumn[place - first] ?? 0);
    marked[i] = isSource === 1 ? place + SOURCE_BIT : place;
  }
  return marked;
}

function isOnGrid(px: number, stridePx: number): 0 | 1 {
  return (px - MARGIN_PX) % stridePx === 0 ? 1 : 0;
}

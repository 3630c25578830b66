import { MANIPULATED_BYTE } from "./probability-map.ts";

/** A mask as COCO's tools write it: runs of pixels from the top of each column, columns from the left. */
export interface CocoRle {
  readonly size: readonly [heightPixels: number, widthPixels: number];
  readonly counts: string;
}

/**
 * The pixels that count as manipulated, as compressed run lengths (rleToString of
 * https://github.com/cocodataset/cocoapi). Needs one bit of memory a pixel.
 *
 * @param rows of a mask, `height` times `width` bytes; each may be reused for the next.
 */
export function cocoRleOf(rows: Iterable<Uint8Array>, width: number, height: number): CocoRle {
  const bits = new Uint8Array(Math.ceil((width * height) / 8));
  let y = 0;
  for (const row of rows) {
    for (let x = 0; x < width; x++) {
      if ((row[x] ?? 0) < MANIPULATED_BYTE) continue;
      const at = x * height + y;
      bits[at >> 3] = (bits[at >> 3] ?? 0) | (1 << (at & 7));
    }
    y++;
  }
  return { size: [height, width], counts: [...texts(runs(bits, width * height))].join("") };
}

/** Lengths of runs, the first one of pixels that are not manipulated (and perhaps 0). */
function* runs(bits: Uint8Array, pixels: number): Generator<number> {
  let start = 0;
  let value = 0;
  for (let at = 0; at < pixels; at++) {
    const bit = ((bits[at >> 3] ?? 0) >> (at & 7)) & 1;
    if (bit === value) continue;
    yield at - start;
    start = at;
    value = bit;
  }
  yield pixels - start;
}

/** From the fourth on each is told as its difference from the run before the last. */
function* texts(lengths: Iterable<number>): Generator<string> {
  let [last, secondLast] = [0, 0];
  let index = 0;
  for (const length of lengths) {
    yield textOf(index++ > 2 ? length - secondLast : length);
    [last, secondLast] = [length, last];
  }
}

/** Five bits a character, the lowest first; the sixth says that there are more. */
function textOf(number: number): string {
  let text = "";
  for (let rest = number, more = true; more; ) {
    const low = rest & 0x1f;
    rest >>= 5;
    more = low & 0x10 ? rest !== -1 : rest !== 0;
    text += String.fromCharCode(48 + (more ? low | 0x20 : low));
  }
  return text;
}

/** By the next 16 bits: length of the code << 8 | its symbol; 0 where no code begins so. */
export type HuffmanTable = Uint16Array;

/** As it lies in the file: how many codes of each length, and what they stand for. */
export interface HuffmanCode {
  readonly counts: Uint8Array;
  readonly symbols: Uint8Array;
}

const LENGTHS = 16;

/**
 * Takes over the codes of a DHT segment, by class << 4 | number. ITU-T T.81, annex C.
 *
 * What is left of one that is cut off stays what it was.
 */
export function readHuffmanCodes(codes: Map<number, HuffmanCode>, body: Uint8Array): void {
  let at = 0;
  while (at + 1 + LENGTHS <= body.length) {
    const counts = body.subarray(at + 1, at + 1 + LENGTHS);
    const symbols = counts.reduce((sum, count) => sum + count, 0);
    const from = at + 1 + LENGTHS;
    if (from + symbols > body.length) return;
    codes.set(body[at] ?? 0, { counts, symbols: body.subarray(from, from + symbols) });
    at = from + symbols;
  }
}

export function huffmanTable({ counts, symbols }: HuffmanCode): HuffmanTable {
  const table = new Uint16Array(1 << LENGTHS);
  let [from, taken] = [0, 0];
  for (const [index, count] of counts.entries()) {
    const span = 1 << (LENGTHS - 1 - index);
    for (let i = 0; i < count; i++) {
      table.fill(((index + 1) << 8) | (symbols[taken++] ?? 0), from, from + span);
      from += span;
    }
  }
  return table;
}

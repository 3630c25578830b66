/** Blocks of a GIF. GIF89a, 12 to 26. */
const EXTENSION = 0x21;
const IMAGE = 0x2c;
const HEADER_BYTES = 13;
const DESCRIPTOR_BYTES = 10;
const MAX_CODES = 4096;
const MAX_CODE_BITS = 12;

/**
 * Pixels of the first frame that are not in the file. A decoder leaves those as they were and says
 * nothing. All of the frame where it cannot be read; none where there is no frame.
 */
export function missingGifPixels(bytes: Uint8Array): number {
  const at = firstFrame(bytes);
  if (at === undefined) return 0;
  const word = (from: number) => (bytes[from] ?? 0) | ((bytes[from + 1] ?? 0) << 8);
  const pixels = word(at + 5) * word(at + 7);
  const dataAt = at + DESCRIPTOR_BYTES + tableBytes(bytes[at + 9] ?? 0);
  const codeBits = bytes[dataAt] ?? 0;
  return pixels - Math.min(pixels, codedPixels(subBlocks(bytes, dataAt + 1), codeBits, pixels));
}

/** Where the first frame's descriptor is. */
function firstFrame(bytes: Uint8Array): number | undefined {
  let at = HEADER_BYTES + tableBytes(bytes[10] ?? 0);
  while (bytes[at] === EXTENSION) {
    at += 2;
    while ((bytes[at] ?? 0) > 0) at += 1 + (bytes[at] ?? 0);
    at++;
  }
  return bytes[at] === IMAGE ? at : undefined;
}

/** Of a table of colours, by the byte that announces it. */
const tableBytes = (packed: number) => (packed & 0x80 ? 3 << ((packed & 7) + 1) : 0);

/** What lies in a chain of blocks, as far as it goes. */
function subBlocks(bytes: Uint8Array, from: number): Uint8Array {
  const parts: Uint8Array[] = [];
  let at = from;
  for (let size = bytes[at] ?? 0; size > 0; size = bytes[at] ?? 0) {
    parts.push(bytes.subarray(at + 1, at + 1 + size));
    at += 1 + size;
  }
  return Buffer.concat(parts);
}

/** Pixels that the codes of LZW stand for, up to `most`. */
function codedPixels(data: Uint8Array, codeBits: number, most: number): number {
  if (codeBits < 1 || codeBits >= MAX_CODE_BITS) return 0;
  const strings = new Strings(codeBits);
  let [pixels, bit] = [0, 0];
  while (pixels < most && bit + strings.bits <= data.length * 8) {
    const at = bit >> 3;
    const word = (data[at] ?? 0) | ((data[at + 1] ?? 0) << 8) | ((data[at + 2] ?? 0) << 16);
    const code = (word >> (bit & 7)) & ((1 << strings.bits) - 1);
    bit += strings.bits;
    const length = strings.read(code);
    if (length === undefined) break;
    pixels += length;
  }
  return pixels;
}

/** The strings of pixels that codes stand for, by their lengths alone. */
class Strings {
  /** Of the next code. */
  bits: number;
  readonly #codeBits: number;
  readonly #lengths: Uint32Array;
  #next: number;
  /** Length of the string before; 0: there was none. */
  #before = 0;

  constructor(codeBits: number) {
    this.#codeBits = codeBits;
    this.#lengths = new Uint32Array(MAX_CODES).fill(1, 0, 1 << codeBits);
    this.bits = codeBits + 1;
    this.#next = (1 << codeBits) + 2;
  }

  /** How many pixels a code stands for; undefined where it is the last one, or none. */
  read(code: number): number | undefined {
    const clear = 1 << this.#codeBits;
    if (code === clear) return this.#clear();
    const isNew = code === this.#next && this.#before > 0;
    if (code === clear + 1 || (code >= this.#next && !isNew)) return undefined;
    if (this.#before > 0 && this.#next < MAX_CODES) this.#lengths[this.#next++] = this.#before + 1;
    if (this.#next === 1 << this.bits && this.bits < MAX_CODE_BITS) this.bits++;
    this.#before = this.#lengths[code] ?? 0;
    return this.#before;
  }

  #clear(): number {
    this.bits = this.#codeBits + 1;
    this.#next = (1 << this.#codeBits) + 2;
    this.#before = 0;
    return 0;
  }
}

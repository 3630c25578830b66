/** Luma is kept in 64ths of a level, so that 24 megapixels take 48 MB and lose nothing that counts. */
export const UNITS_PER_LEVEL = 64;
/** JPEG transforms luma less this level, so luma is kept that way. */
export const MIDDLE_LEVEL = 128;

/** Luma of a picture as it is stored, before any orientation. */
export interface Luma {
  readonly width: number;
  readonly height: number;
  /** Row-major: (luma of 0..255 − 128) · 64, rounded. */
  readonly values: Int16Array;
}

/** ITU-R BT.601, as JPEG (JFIF 1.02, p. 3) takes it. Not rounded to levels: PNG has no such step. */
const RED = 0.299 * UNITS_PER_LEVEL;
const GREEN = 0.587 * UNITS_PER_LEVEL;
const BLUE = 0.114 * UNITS_PER_LEVEL;
const ROUNDED_OFFSET = 0.5 - MIDDLE_LEVEL * UNITS_PER_LEVEL;

/**
 * @param pixels bytes R G B, or one byte a pixel, which is luma already. Colours are taken over: luma
 * is written where they were, so that 24 megapixels are never there twice.
 */
export function lumaOf(
  pixels: Uint8Array,
  size: { readonly width: number; readonly height: number; readonly channels: 1 | 3 },
): Luma {
  const { width, height, channels } = size;
  const values = channels === 1 ? lumaOfGray(pixels) : lumaOfColours(pixels);
  return { width, height, values };
}

function lumaOfGray(pixels: Uint8Array): Int16Array {
  const values = new Int16Array(pixels.length);
  for (let i = 0; i < values.length; i++) {
    values[i] = ((pixels[i] ?? 0) - MIDDLE_LEVEL) * UNITS_PER_LEVEL;
  }
  return values;
}

/** Pixel i is read at byte 3i before luma is written at byte 2i, so none is lost. */
function lumaOfColours(pixels: Uint8Array): Int16Array {
  const { buffer, byteOffset, length } = shortAligned(pixels);
  const colours = new Uint8Array(buffer, byteOffset, length);
  const values = new Int16Array(buffer, byteOffset, length / 3);
  for (let i = 0; i < values.length; i++) {
    const red = (colours[3 * i] ?? 0) * RED;
    const green = (colours[3 * i + 1] ?? 0) * GREEN;
    const blue = (colours[3 * i + 2] ?? 0) * BLUE;
    values[i] = Math.floor(red + green + blue + ROUNDED_OFFSET);
  }
  return values;
}

/** A copy, if it takes one for shorts to lie there. */
const shortAligned = (bytes: Uint8Array) => (bytes.byteOffset % 2 === 0 ? bytes : bytes.slice());

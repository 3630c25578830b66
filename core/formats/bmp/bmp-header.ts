import { type ReasonCode, type ScanError, scanError } from "../../contracts/reasons.ts";

/** A picture in the BITMAPINFOHEADER of Windows, or a longer header of its kind, with raw pixels. */
export interface BmpHeader {
  readonly width: number;
  readonly height: number;
  /** Else the first row in the file is the lowest one. */
  readonly isTopDown: boolean;
  readonly bitsPerPixel: number;
  /** Of the first row, from the start of the file. */
  readonly pixelsAt: number;
  /** Blue, green, red and a byte that means nothing, for each colour that pixels may name. */
  readonly palette?: Uint8Array;
  /** Where the colours are in a word of 16 or 32 bits. */
  readonly masks?: ColourMasks;
  /** ICC. */
  readonly profile?: Uint8Array;
}

/** Each one run of bits. Alpha is 0 where there is none. */
export interface ColourMasks {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
  readonly alpha: number;
}

const FILE_HEADER_BYTES = 14;
/** Of Windows: from the second on, each holds the one before. */
const HEADER_SIZES = [40, 52, 56, 108, 124];
const OS2_HEADER_SIZES = [12, 16, 64];
const MASKS_AT = 54;
const MASK_HEADER_BYTES = 52;
const ALPHA_HEADER_BYTES = 56;
const PROFILE_HEADER_BYTES = 124;
/** "MBED": the profile is in the file. */
const EMBEDDED = 0x4d424544;

const Compression = { none: 0, masks: 3, masksWithAlpha: 6 } as const;
const NAMES: Readonly<Record<number, string>> = { 1: "RLE8", 2: "RLE4", 4: "JPEG", 5: "PNG" };

const USUAL_MASKS: Readonly<Record<number, ColourMasks>> = {
  16: { red: 0x7c00, green: 0x3e0, blue: 0x1f, alpha: 0 },
  32: { red: 0xff0000, green: 0xff00, blue: 0xff, alpha: 0 },
};

/** By the signature and the size of a header: text can begin with the same two letters. */
export function isBmp(bytes: Uint8Array): boolean {
  if (bytes[0] !== 0x42 || bytes[1] !== 0x4d || bytes.length < FILE_HEADER_BYTES + 4) return false;
  return [...HEADER_SIZES, ...OS2_HEADER_SIZES].includes(viewOf(bytes).getUint32(14, true));
}

/**
 * https://learn.microsoft.com/windows/win32/gdi/bitmap-header-types
 *
 * @throws ScanError `corrupt`, `unsupported_format`.
 */
export function readBmpHeader(bytes: Uint8Array): BmpHeader {
  const view = viewOf(bytes);
  const headerBytes = view.getUint32(14, true);
  if (OS2_HEADER_SIZES.includes(headerBytes)) throw unsupported("a BMP of OS/2");
  if (bytes.length < FILE_HEADER_BYTES + headerBytes) throw corrupt("that is cut off");
  const [width, signedHeight] = [view.getInt32(18, true), view.getInt32(22, true)];
  const [planes, bitsPerPixel] = [view.getUint16(26, true), view.getUint16(28, true)];
  const compression = view.getUint32(30, true);
  if (planes !== 1 || width <= 0 || signedHeight === 0) throw corrupt("whose header is damaged");
  checkKind(compression, bitsPerPixel);
  const masks = masksOf(view, { headerBytes, compression, bitsPerPixel });
  const head = { width, height: Math.abs(signedHeight), isTopDown: signedHeight < 0 };
  const pixelsAt = view.getUint32(10, true);
  const colourBytes = 4 * coloursOf(bitsPerPixel, view.getUint32(46, true));
  const paletteAt = endOfMasks(headerBytes, compression);
  if (pixelsAt < paletteAt + colourBytes) throw corrupt("whose header is damaged");
  const palette = bytes.subarray(paletteAt, paletteAt + colourBytes);
  const profile = profileOf(bytes, headerBytes);
  return {
    ...{ ...head, bitsPerPixel, pixelsAt },
    ...(bitsPerPixel <= 8 && { palette }),
    ...(masks && { masks }),
    ...(profile && { profile }),
  };
}

function checkKind(compression: number, bitsPerPixel: number): void {
  const hasMasks = compression === Compression.masks || compression === Compression.masksWithAlpha;
  if (compression !== Compression.none && !hasMasks) {
    const name = NAMES[compression] ?? `compression ${compression}`;
    throw unsupported(`a BMP whose pixels are compressed with ${name}`);
  }
  const known = hasMasks ? [16, 32] : [1, 4, 8, 16, 24, 32];
  if (!known.includes(bitsPerPixel)) throw unsupported(`a BMP of ${bitsPerPixel} bits a pixel`);
}

interface Layout {
  readonly headerBytes: number;
  readonly compression: number;
  readonly bitsPerPixel: number;
}

function masksOf(view: DataView, layout: Layout): ColourMasks | undefined {
  const { headerBytes, compression, bitsPerPixel } = layout;
  if (compression === Compression.none) return USUAL_MASKS[bitsPerPixel];
  if (view.byteLength < endOfMasks(headerBytes, compression)) throw corrupt("that is cut off");
  const maskAt = (index: number) => view.getUint32(MASKS_AT + 4 * index, true);
  const hasAlpha = headerBytes >= ALPHA_HEADER_BYTES || compression === Compression.masksWithAlpha;
  const alpha = hasAlpha ? maskAt(3) : 0;
  const masks = { red: maskAt(0), green: maskAt(1), blue: maskAt(2), alpha };
  if (!areSound(masks, bitsPerPixel)) throw unsupported("a BMP with odd masks of its colours");
  return masks;
}

/** Each colour has bits, one behind the other, within the pixel, and none that another has too. */
function areSound({ red, green, blue, alpha }: ColourMasks, bitsPerPixel: number): boolean {
  const all = [red, green, blue, alpha];
  const isRun = (mask: number) => {
    const low = mask >>> shiftOf(mask);
    return (low & (low + 1)) === 0;
  };
  const sum = all.reduce((total, mask) => total + mask, 0);
  const union = all.reduce((bits, mask) => (bits | mask) >>> 0, 0);
  return red * green * blue > 0 && all.every(isRun) && sum === union && sum < 2 ** bitsPerPixel;
}

/** Zeros below a mask's lowest bit. */
export function shiftOf(mask: number): number {
  return mask === 0 ? 0 : 31 - Math.clz32(mask & -mask);
}

/** In the shortest header masks follow; in the others they are part of it. */
function endOfMasks(headerBytes: number, compression: number): number {
  const end = FILE_HEADER_BYTES + headerBytes;
  if (headerBytes >= MASK_HEADER_BYTES) return end;
  if (compression === Compression.masks) return end + 12;
  return compression === Compression.masksWithAlpha ? end + 16 : end;
}

/** Colours that pixels may name. */
function coloursOf(bitsPerPixel: number, claimed: number): number {
  if (bitsPerPixel > 8) return 0;
  const most = 2 ** bitsPerPixel;
  return claimed === 0 ? most : Math.min(claimed, most);
}

function profileOf(bytes: Uint8Array, headerBytes: number): Uint8Array | undefined {
  const view = viewOf(bytes);
  if (headerBytes < PROFILE_HEADER_BYTES || view.getUint32(70, true) !== EMBEDDED) return undefined;
  const [at, size] = [FILE_HEADER_BYTES + view.getUint32(126, true), view.getUint32(130, true)];
  return size > 0 && at + size <= bytes.length ? bytes.subarray(at, at + size) : undefined;
}

const viewOf = ({ buffer, byteOffset, length }: Uint8Array) =>
  new DataView(buffer, byteOffset, length);

const refuse =
  (code: ReasonCode & ("corrupt" | "unsupported_format")) =>
  (found: string): ScanError =>
    scanError(code, { found });
const unsupported = refuse("unsupported_format");
const corrupt = (what: string) => refuse("corrupt")(`a BMP ${what}`);

import { scanError } from "../../contracts/reasons.ts";
import { type BmpHeader, type ColourMasks, shiftOf } from "./bmp-header.ts";

/** The pixels of a BMP, from the top row down. */
export interface BmpRows {
  readonly channels: 3 | 4;
  /** R G B, or R G B A, of 8 bits; valid until the next row is asked for. */
  readonly row: (y: number) => Uint8Array;
}

/** @throws ScanError `corrupt`: where pixels are not in the file, or name a colour that is not. */
export function bmpRows(bytes: Uint8Array, header: BmpHeader): BmpRows {
  const { width, height, isTopDown, bitsPerPixel, pixelsAt } = header;
  const rowBytes = Math.ceil((width * bitsPerPixel) / 8);
  const strideBytes = Math.ceil(rowBytes / 4) * 4;
  // Some programs leave the padding of the last row out.
  if (pixelsAt + strideBytes * (height - 1) + rowBytes > bytes.length) {
    throw scanError("corrupt", { found: "a BMP that is cut off" });
  }
  const stored = (index: number) => {
    const at = pixelsAt + strideBytes * index;
    return bytes.subarray(at, at + rowBytes);
  };
  const { channels, read } = readerOf(header, stored);
  const line = new Uint8Array(width * channels);
  return {
    channels,
    row: (y) => {
      read(stored(isTopDown ? y : height - 1 - y), line);
      return line;
    },
  };
}

interface PixelReader {
  readonly channels: 3 | 4;
  readonly read: (stored: Uint8Array, line: Uint8Array) => void;
}

function readerOf(header: BmpHeader, stored: (index: number) => Uint8Array): PixelReader {
  const { palette, masks, bitsPerPixel } = header;
  if (palette !== undefined) return { channels: 3, read: paletteReader(palette, bitsPerPixel) };
  if (masks === undefined) return { channels: 3, read: readBgr };
  const bytesPerPixel = bitsPerPixel / 8;
  const isSeen = hasOpacity(header, masks.alpha, stored);
  const seen = isSeen ? masks : { ...masks, alpha: 0 };
  return { channels: isSeen ? 4 : 3, read: maskReader(seen, bytesPerPixel) };
}

function paletteReader(palette: Uint8Array, bits: number): PixelReader["read"] {
  const perByte = 8 / bits;
  const lowest = 2 ** bits - 1;
  return (stored, line) => {
    for (let x = 0; x * 3 < line.length; x++) {
      const byte = stored[Math.floor(x / perByte)] ?? 0;
      const index = (byte >> (8 - bits * ((x % perByte) + 1))) & lowest;
      if (index * 4 >= palette.length) {
        throw scanError("corrupt", { found: "a BMP whose pixels name colours that it lacks" });
      }
      for (let c = 0; c < 3; c++) line[x * 3 + c] = palette[index * 4 + 2 - c] ?? 0;
    }
  };
}

function readBgr(stored: Uint8Array, line: Uint8Array): void {
  for (let at = 0; at < line.length; at += 3) {
    line[at] = stored[at + 2] ?? 0;
    line[at + 1] = stored[at + 1] ?? 0;
    line[at + 2] = stored[at] ?? 0;
  }
}

function maskReader(masks: ColourMasks, bytesPerPixel: number): PixelReader["read"] {
  const { red, green, blue, alpha } = masks;
  const channels = [red, green, blue, ...(alpha === 0 ? [] : [alpha])].map(channelOf);
  return (stored, line) => {
    let to = 0;
    for (let at = 0; at < stored.length; at += bytesPerPixel) {
      const word = wordAt(stored, at, bytesPerPixel);
      for (const { mask, shift, max } of channels) {
        line[to++] = Math.round((((word & mask) >>> shift) * 255) / max);
      }
    }
  };
}

function channelOf(mask: number) {
  const shift = shiftOf(mask);
  return { mask, shift, max: mask >>> shift };
}

function wordAt(stored: Uint8Array, at: number, size: number): number {
  let word = 0;
  for (let i = 0; i < size; i++) word |= (stored[at + i] ?? 0) << (8 * i);
  return word;
}

/** Programs that fill the bits of alpha with zeros mean a picture that can be seen, as browsers know. */
function hasOpacity(
  { height, bitsPerPixel }: BmpHeader,
  alpha: number,
  stored: (index: number) => Uint8Array,
): boolean {
  if (alpha === 0) return false;
  const bytesPerPixel = bitsPerPixel / 8;
  for (let y = 0; y < height; y++) {
    const row = stored(y);
    for (let at = 0; at < row.length; at += bytesPerPixel) {
      if ((wordAt(row, at, bytesPerPixel) & alpha) !== 0) return true;
    }
  }
  return false;
}

import { describe, expect, it } from "vitest";
import { isBmp, readBmpHeader } from "../../../../core/formats/bmp/bmp-header.ts";
import { bmpRows } from "../../../../core/formats/bmp/bmp-rows.ts";

interface Bmp {
  readonly bits: number;
  readonly width: number;
  /** Below 0: the first row is the top one. */
  readonly height: number;
  /** As they lie in the file, with their padding. */
  readonly rows: readonly number[];
  readonly compression?: number;
  /** Red, green, blue, alpha, behind a header of 40 bytes or in one of 108. */
  readonly masks?: readonly number[];
  readonly headerBytes?: number;
  /** Blue, green, red, 0 each. */
  readonly palette?: readonly number[];
  readonly colours?: number;
}

function bmp(made: Bmp): Buffer {
  const { bits, width, height, rows, masks = [], palette = [], colours = 0 } = made;
  const { compression = 0, headerBytes = 40 } = made;
  const bare = headerBytes === 40 ? 40 + 4 * masks.length : headerBytes;
  const header = Buffer.alloc(14 + bare);
  const pixelsAt = header.length + palette.length;
  header.write("BM", "latin1");
  header.writeUInt32LE(pixelsAt, 10);
  header.writeUInt32LE(headerBytes, 14);
  header.writeInt32LE(width, 18);
  header.writeInt32LE(height, 22);
  header.writeUInt16LE(1, 26);
  header.writeUInt16LE(bits, 28);
  header.writeUInt32LE(compression, 30);
  header.writeUInt32LE(colours, 46);
  for (const [i, mask] of masks.entries()) header.writeUInt32LE(mask, 54 + 4 * i);
  return Buffer.concat([header, Buffer.from(palette), Buffer.from(rows)]);
}

function pixelsOf(file: Buffer): number[][] {
  const header = readBmpHeader(file);
  const { row } = bmpRows(file, header);
  return Array.from({ length: header.height }, (_, y) => [...row(y)]);
}

const BLACK_WHITE_RED = [0, 0, 0, 0, 255, 255, 255, 0, 0, 0, 255, 0];
const [BLACK, WHITE, RED] = [
  [0, 0, 0],
  [255, 255, 255],
  [255, 0, 0],
];
const WHOLE: Bmp = {
  ...{ bits: 24, width: 1, height: 2 },
  rows: [1, 2, 3, 0, 4, 5, 6, 0],
};

describe("a BMP is read", () => {
  it("from its lowest row up, or from its top row down", () => {
    expect(pixelsOf(bmp(WHOLE))).toEqual([
      [6, 5, 4],
      [3, 2, 1],
    ]);
    expect(pixelsOf(bmp({ ...WHOLE, height: -2 }))).toEqual([
      [3, 2, 1],
      [6, 5, 4],
    ]);
  });

  it("without the padding of its last row", () => {
    expect(pixelsOf(bmp(WHOLE).subarray(0, -1))).toEqual(pixelsOf(bmp(WHOLE)));
  });

  it.each([
    [1, [0b10100000, 0, 0, 0], [...WHITE, ...BLACK, ...WHITE]],
    [4, [0x12, 0x00, 0, 0], [...WHITE, ...RED, ...BLACK]],
    [8, [2, 0, 1, 0], [...RED, ...BLACK, ...WHITE]],
  ])("from a palette by %i bits", (bits, rows, expected) => {
    const palette = bits === 1 ? BLACK_WHITE_RED.slice(0, 8) : BLACK_WHITE_RED;
    const colours = palette.length / 4;
    const file = bmp({ bits, width: 3, height: 1, rows, palette, colours });
    expect(pixelsOf(file)).toEqual([expected]);
  });

  it("of 16 bits, five a colour", () => {
    const file = bmp({ bits: 16, width: 2, height: 1, rows: [0xe0, 0x03, 0x1f, 0x40] });
    expect(pixelsOf(file)).toEqual([[0, 255, 0, 132, 0, 255]]);
  });

  it("of 32 bits, one byte of which means nothing", () => {
    const file = bmp({ bits: 32, width: 1, height: 1, rows: [1, 2, 3, 77] });
    expect(pixelsOf(file)).toEqual([[3, 2, 1]]);
  });

  it.each([
    ["behind a header of 40 bytes", { headerBytes: 40, compression: 3 }, 3],
    ["with alpha behind it", { headerBytes: 40, compression: 6 }, 4],
    ["in a header of 108 bytes", { headerBytes: 108, compression: 3 }, 4],
  ])("by masks %s", (_, how, channels) => {
    const masks = [0xff, 0xff00, 0xff0000, 0xff000000].slice(
      0,
      how.compression === 3 && how.headerBytes === 40 ? 3 : 4,
    );
    const file = bmp({ bits: 32, width: 1, height: 1, rows: [1, 2, 3, 77], masks, ...how });
    expect(pixelsOf(file)).toEqual([[1, 2, 3, 77].slice(0, channels)]);
  });

  it("by masks of ten bits a colour, two of them for alpha", () => {
    const masks = [0x3ff00000, 0xffc00, 0x3ff, 0xc0000000];
    const word = Buffer.alloc(4);
    word.writeUInt32LE(((1 << 30) | (1023 << 20) | (512 << 10)) >>> 0);
    const shape = { bits: 32, width: 1, height: 1, compression: 3, headerBytes: 108 };
    expect(pixelsOf(bmp({ ...shape, masks, rows: [...word] }))).toEqual([[255, 128, 0, 85]]);
  });

  it("as opaque, where alpha is nothing but zeros", () => {
    const masks = [0xff0000, 0xff00, 0xff, 0xff000000];
    const shape = { bits: 32, width: 1, height: 1, compression: 3, headerBytes: 108, masks };
    expect(pixelsOf(bmp({ ...shape, rows: [1, 2, 3, 0] }))).toEqual([[3, 2, 1]]);
  });

  it("with the colour profile that is in it, and no other", () => {
    const file = bmp({ ...WHOLE, headerBytes: 124 });
    file.writeUInt32LE(0x4d424544, 70);
    file.writeUInt32LE(124, 126);
    file.writeUInt32LE(3, 130);
    expect(readBmpHeader(file).profile).toEqual(Buffer.of(1, 2, 3));
    file.writeUInt32LE(0x4c494e4b, 70);
    expect(readBmpHeader(file).profile).toBeUndefined();
  });
});

describe("a BMP is refused", () => {
  const changed = (at: number, value: number, made: Bmp = WHOLE) => {
    const file = bmp(made);
    file.writeUInt32LE(value, at);
    return file;
  };
  const masked = (...masks: number[]) =>
    bmp({ bits: 32, width: 1, height: 1, rows: [1, 2, 3, 4], compression: 3, masks });

  it.each<[string, Buffer, string]>([
    ["when a pixel is missing", bmp(WHOLE).subarray(0, -2), "cut off"],
    ["when its header is not whole", bmp(WHOLE).subarray(0, 50), "cut off"],
    ["when its masks are not whole", masked(0xff, 0xff00, 0xff0000).subarray(0, 60), "cut off"],
    ["without width", changed(18, 0), "header is damaged"],
    ["of a width below 0", changed(18, 0xffffffff), "header is damaged"],
    ["without height", changed(22, 0), "header is damaged"],
    ["of two planes", changed(26, 2 | (24 << 16)), "header is damaged"],
    ["whose pixels lie in its header", changed(10, 53), "header is damaged"],
    ["of 2 bits a pixel", bmp({ ...WHOLE, bits: 2 }), "2 bits a pixel"],
    ["compressed by run lengths", bmp({ ...WHOLE, bits: 8, compression: 1 }), "with RLE8"],
    ["with a PNG in it", bmp({ ...WHOLE, bits: 0, compression: 5 }), "with PNG"],
    ["with masks that overlap", masked(0xff, 0x1ff, 0xff0000), "odd masks"],
    ["with a mask in two pieces", masked(0xf0f, 0xf0, 0xff0000), "odd masks"],
    ["without a blue mask", masked(0xff, 0xff00, 0), "odd masks"],
    ["of OS/2", changed(14, 12), "OS/2"],
    [
      "when pixels name colours that it lacks",
      bmp({
        bits: 8,
        width: 1,
        height: 1,
        rows: [2, 0, 0, 0],
        palette: BLACK_WHITE_RED.slice(0, 8),
        colours: 2,
      }),
      "name colours",
    ],
  ])("%s", (_, file, message) => {
    expect(() => pixelsOf(file)).toThrow(message);
  });

  it("of the largest size without reading behind its end", () => {
    const file = bmp({ ...WHOLE, width: 0x7fffffff, height: -0x80000000 });
    expect(() => pixelsOf(file)).toThrow("cut off");
  });
});

it("text that begins with the same letters is none", () => {
  expect(isBmp(Buffer.from("BMW is the name of a company"))).toBe(false);
  expect(isBmp(Buffer.from("BM"))).toBe(false);
  expect(isBmp(bmp(WHOLE))).toBe(true);
});

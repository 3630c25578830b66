import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { decodeGray, encodeGray } from "../../../../adapters/image/gray-png.ts";
import type { EncodingEffort, GrayRows } from "../../../../core/ports.ts";

function* rows(width: number, height: number, value: (x: number, y: number) => number) {
  const row = new Uint8Array(width);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) row[x] = value(x, y);
    yield row.slice();
  }
}

async function encode(image: GrayRows, effort: EncodingEffort = "small"): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of encodeGray(image, effort)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe("encodeGray and decodeGray", () => {
  it.each([
    [1, 1, "small"],
    [37, 23, "small"],
    [300_000, 3, "small"],
    [3, 300_000, "small"],
    [1, 1, "fast"],
    [37, 23, "fast"],
    [300_000, 3, "fast"],
    [3, 300_000, "fast"],
  ] as const)("give back every value of %i×%i, encoded %s", async (width, height, effort) => {
    const value = (x: number, y: number) => (31 * x + 17 * y) % 256;
    const png = await encode({ width, height, rows: rows(width, height, value) }, effort);
    const image = await decodeGray(png);
    expect(image).toMatchObject({ width, height });
    expect(Buffer.concat([...rows(width, height, value)]).equals(image.values)).toBe(true);
  });

  it("write one channel of 8 bits", async () => {
    const png = await encode({ width: 4, height: 4, rows: rows(4, 4, () => 128) });
    const header = await sharp(png).metadata();
    expect(header).toMatchObject({ format: "png", channels: 1, depth: "uchar", space: "b-w" });
  });

  it("hold no more than a few rows of 100 megapixels", async () => {
    const image = {
      width: 20_000,
      height: 5_000,
      rows: rows(20_000, 5_000, (x, y) => (x * y) & 255),
    };
    const before = process.memoryUsage.rss();
    let [peak, bytes] = [before, 0];
    for await (const chunk of encodeGray(image, "fast")) {
      bytes += chunk.length;
      peak = Math.max(peak, process.memoryUsage.rss());
    }
    expect(peak - before).toBeLessThan(80e6);
    expect(bytes).toBeGreaterThan(100_000);
  });

  it.each([
    ["too few rows", 4, 3],
    ["too many rows", 4, 5],
    ["narrow rows", 3, 4],
  ])("refuse %s", async (_, width, height) => {
    const image = { width: 4, height: 4, rows: rows(width, height, () => 0) };
    await expect(encode(image)).rejects.toThrow(RangeError);
  });
});

describe("decodeGray", () => {
  it("calls what is broken corrupt", async () => {
    const png = await encode({ width: 64, height: 64, rows: rows(64, 64, (x) => x) });
    for (const bytes of [Buffer.from("nothing"), png.subarray(0, 60)]) {
      await expect(decodeGray(bytes)).rejects.toMatchObject({ code: "corrupt" });
    }
  });

  it("refuses another kind of image", async () => {
    const colours = sharp({ create: { width: 8, height: 8, channels: 3, background: "teal" } });
    await expect(decodeGray(await colours.png().toBuffer())).rejects.toMatchObject({
      code: "unsupported_format",
    });
  });
});

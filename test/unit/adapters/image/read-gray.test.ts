import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { readGray } from "../../../../adapters/image/read-gray.ts";
import { makeSharpCodec } from "../../../../adapters/image/sharp-codec.ts";
import { imageFixture, ODD_IMAGES } from "../../../helpers/fixtures.ts";
import { photograph } from "../../../helpers/photograph.ts";

makeSharpCodec();

describe("brightness", () => {
  it("is the sum of the colours, not rounded", async () => {
    const png = await photograph(37, 23).png().toBuffer();
    const { gray, original } = await readGray(png);
    const rgb = await sharp(png).raw().toBuffer();
    expect(original).toEqual({ widthPx: 37, heightPx: 23 });
    for (const [at, value] of gray.values.entries()) {
      const [red = 0, green = 0, blue = 0] = rgb.subarray(3 * at, 3 * at + 3);
      expect(value).toBeCloseTo(0.299 * red + 0.587 * green + 0.114 * blue, 4);
    }
  });

  it("is that of the picture upright", async () => {
    const size = { width: 60, height: 40, channels: 3, background: "black" } as const;
    const input = { create: { ...size, width: 10, height: 8, background: "white" } };
    const jpeg = await sharp({ create: size })
      .composite([{ input, left: 50, top: 0 }])
      .withMetadata({ orientation: 6 })
      .jpeg({ quality: 100 })
      .toBuffer();
    const { gray, original } = await readGray(jpeg);
    expect(original).toEqual({ widthPx: 40, heightPx: 60 });
    expect(gray.values[55 * 40 + 36]).toBeGreaterThan(200);
    expect(gray.values[4 * 40 + 36]).toBeLessThan(50);
  });

  it("of a large picture is that of two megapixels, and the original's size is kept", async () => {
    const { gray, original } = await readGray(await imageFixture("jpeg-12mp-progressive.jpg"));
    expect(gray.widthPx * gray.heightPx).toBeLessThanOrEqual(2_000_000);
    expect(gray.widthPx * gray.heightPx).toBeGreaterThan(1_990_000);
    expect(gray.widthPx / gray.heightPx).toBeCloseTo(original.widthPx / original.heightPx, 2);
  });

  it.each(ODD_IMAGES)("of %s is there, in levels", async (name) => {
    const { gray } = await readGray(await imageFixture(name));
    expect(gray.values).toHaveLength(gray.widthPx * gray.heightPx);
    const [low, high] = [
      Math.min(...gray.values.slice(0, 9999)),
      Math.max(...gray.values.slice(0, 9999)),
    ];
    expect(low).toBeGreaterThanOrEqual(0);
    expect(high).toBeLessThanOrEqual(255.001);
    expect(high).toBeGreaterThan(1);
  });
});

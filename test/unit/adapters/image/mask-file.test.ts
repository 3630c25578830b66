import sharp from "sharp";
import { expect, it } from "vitest";
import { decodeMask } from "../../../../adapters/image/mask-file.ts";
import { MaskError } from "../../../../core/evaluation/mask-error.ts";
import { halfRed } from "../../../helpers/pictures.ts";

const WIDTH = 6;
const HEIGHT = 3;
/** The left half is white, the rest is black. */
const halfWhite = () => {
  const values = Array.from({ length: WIDTH * HEIGHT }, (_, i) => (i % WIDTH < 3 ? 255 : 0));
  return sharp(Uint8Array.from(values), { raw: { width: WIDTH, height: HEIGHT, channels: 1 } });
};
const size = { width: WIDTH, height: HEIGHT };

it.each([
  ["one byte a pixel", () => halfWhite().toColourspace("b-w").png()],
  ["one bit a pixel", () => halfWhite().toColourspace("b-w").png({ palette: true, colours: 2 })],
  ["three channels", () => halfWhite().toColourspace("srgb").png()],
  ["alpha", () => halfWhite().toColourspace("srgb").ensureAlpha(0.5).png()],
  ["sixteen bits", () => halfWhite().toColourspace("grey16").png()],
])("reads a mask with %s", async (_, make) => {
  const { values, ...read } = await decodeMask(await make().toBuffer(), size);
  expect(read).toEqual(size);
  const row = [255, 255, 255, 0, 0, 0];
  expect([...values]).toEqual([...row, ...row, ...row]);
});

it("refuses another size, another format and a broken file", async () => {
  const png = await halfWhite().png().toBuffer();
  const refused = (bytes: Uint8Array, expected = size) =>
    expect(decodeMask(bytes, expected)).rejects;
  await refused(png, { width: 3, height: 6 }).toThrow(
    "expected the image's 3×6 pixels, received 6×3",
  );
  await refused(await halfRed(6, 3).jpeg().toBuffer()).toThrow("expected a PNG, received jpeg");
  await refused(png.subarray(0, png.length - 20)).toThrow(MaskError);
  await refused(Buffer.from("no image")).toThrow(MaskError);
  await refused(Buffer.alloc(0)).toThrow(MaskError);
});

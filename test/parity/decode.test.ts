import { expect, it } from "vitest";
import { makeSharpCodec } from "../../adapters/image/sharp-codec.ts";
import {
  differenceOf,
  GOLDEN_SIZE,
  GOLDEN_SIZES,
  goldenPixels,
  imageFixture,
} from "../helpers/fixtures.ts";

const codec = makeSharpCodec();

it.each(Object.entries(GOLDEN_SIZES))(
  "%s: same size and pixels as in Python",
  async (name, size) => {
    const bytes = await imageFixture(name);
    expect(await codec.probe(bytes)).toMatchObject({ ...size, sizeBytes: bytes.length });

    const pixels = await codec.decode(bytes, GOLDEN_SIZE, "lanczos3");
    // Both are the same libvips; processors round differently in the last bit, and no further.
    expect(differenceOf(pixels, await goldenPixels(name)).max).toBeLessThanOrEqual(1);
  },
);

it("the goldens can tell one kernel from another", async () => {
  const pixels = await codec.decode(await imageFixture("jpeg-24mp.jpg"), GOLDEN_SIZE, "cubic");
  expect(differenceOf(pixels, await goldenPixels("jpeg-24mp.jpg")).max).toBeGreaterThan(1);
});

import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { readLuma } from "../../../../adapters/image/read-luma.ts";
import { makeSharpCodec } from "../../../../adapters/image/sharp-codec.ts";
import type { Luma } from "../../../../core/history/luma.ts";
import { findScale } from "../../../../core/history/scale/scale-search.ts";
import { voteForLattice } from "../../../../core/history/scale/scale-vote.ts";
import { makeZeroCounter } from "../../../../core/history/zeros/zero-map.ts";
import { leaves } from "../../../helpers/leaves.ts";
import { photograph, saved } from "../../../helpers/photograph.ts";

makeSharpCodec();
const voting = { countZeros: makeZeroCounter(), threshold: 1 };

const WIDTH = 720;
const HEIGHT = 560;

const lumaIn = async (bytes: Uint8Array): Promise<Luma> => (await readLuma(bytes)).luma;

/** Saved as a JPEG of 70, then scaled. */
async function scaledBy(factor: number) {
  const [width, height] = [Math.round(WIDTH * factor), Math.round(HEIGHT * factor)];
  const jpeg = await saved(leaves(WIDTH, HEIGHT), 70);
  return sharp(jpeg).resize(width, height, { kernel: "cubic", fit: "fill" });
}

describe("a JPEG that was scaled", () => {
  it.each([0.75, 0.83, 1.3])("by %d and saved again is found to a pixel", async (factor) => {
    const luma = await lumaIn(await saved(await scaledBy(factor), 95));
    const found = findScale(luma, voting);
    expect(Math.abs((found?.width ?? 0) - WIDTH)).toBeLessThanOrEqual(1);
    expect(Math.abs((found?.height ?? 0) - HEIGHT)).toBeLessThanOrEqual(1);
    expect(found?.scale).toBeCloseTo(factor, 2);
    expect(findScale(luma, voting)).toEqual(found);
  });

  it("shows its blocks when it is scaled back, and not beside half a pixel", async () => {
    const luma = await lumaIn(await (await scaledBy(0.75)).png().toBuffer());
    const size = { width: WIDTH, height: HEIGHT };
    const reach = { tiles: 3, maxDrift: 0, driftStep: 1 };
    const right = voteForLattice(luma, size, voting, reach);
    expect(right).toMatchObject({ offset: 0, size });
    // Blocks of the picture that lie half a pixel beside those of the given one.
    const beside = await lumaIn(await besideHalfAPixel());
    expect(voteForLattice(beside, size, voting, reach).gap).toBeLessThan(right.gap / 2);
  });

  it("is told by a size that is wrong by two pixels, and corrected", async () => {
    const luma = await lumaIn(await (await scaledBy(0.75)).png().toBuffer());
    const size = { width: WIDTH + 2, height: HEIGHT + 1.5 };
    const reach = { tiles: 3, maxDrift: 3, driftStep: 0.5 };
    const corrected = voteForLattice(luma, size, voting, reach).size;
    expect(Math.abs(corrected.width - WIDTH)).toBeLessThanOrEqual(0.5);
    expect(Math.abs(corrected.height - HEIGHT)).toBeLessThanOrEqual(1);
  });
});

/** As scaledBy(0.75), moved by half a pixel of the picture before, both ways. */
async function besideHalfAPixel(): Promise<Buffer> {
  const jpeg = await saved(leaves(WIDTH, HEIGHT), 70);
  const doubled = sharp(jpeg).resize(2 * WIDTH, 2 * HEIGHT, { kernel: "cubic", fit: "fill" });
  const moved = sharp(await doubled.png({ compressionLevel: 1 }).toBuffer())
    .extract({ left: 1, top: 1, width: 2 * WIDTH - 1, height: 2 * HEIGHT - 1 })
    .extend({ right: 1, bottom: 1, extendWith: "copy" });
  const size = { width: 0.75 * WIDTH, height: 0.75 * HEIGHT };
  return sharp(await moved.png({ compressionLevel: 1 }).toBuffer())
    .resize({ ...size, kernel: "cubic", fit: "fill" })
    .png()
    .toBuffer();
}

describe("no scale is found", () => {
  it("in a picture that never was a JPEG", async () => {
    const picture = await photograph(WIDTH, HEIGHT).png().toBuffer();
    expect(findScale(await lumaIn(picture), voting)).toBeUndefined();
  });

  it.each([60, 80, 95])("in a JPEG of %i as it is", async (quality) => {
    const luma = await lumaIn(await saved(photograph(WIDTH, HEIGHT), quality));
    expect(findScale(luma, voting)).toBeUndefined();
  });

  it.each([
    ["tiny", 20, 20],
    ["one pixel high", 300, 1],
    ["narrow", 15, 400],
  ])("in a %s picture", async (_, width, height) => {
    const luma = await lumaIn(await photograph(width, height).png().toBuffer());
    expect(findScale(luma, voting)).toBeUndefined();
  });

  it("in a flat one", () => {
    const values = new Int16Array(300 * 200).fill(640);
    expect(findScale({ width: 300, height: 200, values }, voting)).toBeUndefined();
  });
});

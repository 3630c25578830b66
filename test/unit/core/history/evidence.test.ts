import fc from "fast-check";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { readLuma } from "../../../../adapters/image/read-luma.ts";
import { makeSharpCodec } from "../../../../adapters/image/sharp-codec.ts";
import { type Evidence, evidenceOf } from "../../../../core/history/evidence.ts";
import type { LumaTable } from "../../../../core/history/jpeg-tables.ts";
import { type Luma, lumaOf } from "../../../../core/history/luma.ts";
import {
  FIGURES,
  type FigureName,
  PLANES,
  type PlaneName,
} from "../../../../core/history/planes.ts";
import { makeZeroCounter } from "../../../../core/history/zeros/zero-map.ts";
import { photograph, saved } from "../../../helpers/photograph.ts";

makeSharpCodec();
const countZeros = makeZeroCounter();

const WIDTH = 320;
const HEIGHT = 256;

function examine(luma: Luma, table: LumaTable | undefined): Evidence {
  const evidence = evidenceOf(luma, table, countZeros);
  if (evidence === undefined) throw new Error("expected evidence");
  return evidence;
}

async function evidenceIn(bytes: Uint8Array): Promise<Evidence> {
  const { luma, lastTable } = await readLuma(bytes);
  return examine(luma, lastTable);
}

const figure = ({ figures }: Evidence, name: FigureName) =>
  figures[FIGURES.indexOf(name)] ?? Number.NaN;

function mean({ planes, rows, columns }: Evidence, name: PlaneName): number {
  const cells = rows * columns;
  const index = PLANES.indexOf(name);
  const plane = planes.subarray(index * cells, (index + 1) * cells);
  return plane.reduce((sum, value) => sum + value, 0) / cells;
}

/** A JPEG of quality 70, kept as a PNG less some of its left columns and upper rows. */
async function cropped(left: number, top: number): Promise<Buffer> {
  const jpeg = await saved(photograph(WIDTH, HEIGHT), 70);
  const [width, height] = [WIDTH - left, HEIGHT - top];
  return sharp(jpeg).extract({ left, top, width, height }).png().toBuffer();
}

/** Saved at 60, then at 90. */
const twice = async () => saved(sharp(await saved(photograph(WIDTH, HEIGHT), 60)), 90);

describe("the main grid", () => {
  it.each([
    [3, 5],
    [4, 5],
    [3, 6],
    [0, 0],
    [7, 1],
  ])("of a picture cropped by %i, %i pixels is found", async (left, top) => {
    const evidence = await evidenceIn(await cropped(left, top));
    expect(evidence).toMatchObject({ left: (8 - left) & 7, top: (8 - top) & 7 });
    expect(figure(evidence, "isJpeg")).toBe(0);
    expect(figure(evidence, "vote")).toBeGreaterThan(1);
    expect(mean(evidence, "zerosAboveShifted")).toBeGreaterThan(0.1);
  });

  it("of a picture that never was a JPEG stands out nowhere", async () => {
    const evidence = await evidenceIn(await photograph(WIDTH, HEIGHT).png().toBuffer());
    expect(figure(evidence, "vote")).toBeLessThan(0.2);
    expect(figure(evidence, "shareOfDoubledFrequencies")).toBe(0);
  });

  it("loses its zeros and its first steps when it is taken a pixel beside", async () => {
    const { luma, lastTable } = await readLuma(await twice());
    const beside: Luma = { ...luma, values: luma.values.subarray(1) };
    const [right, wrong] = [examine(luma, lastTable), examine(beside, lastTable)];
    expect(mean(right, "zerosMain")).toBeGreaterThan(mean(wrong, "zerosMain") + 0.1);
    expect(figure(right, "shareOfDoubledFrequencies")).toBeGreaterThan(0.7);
    expect(figure(wrong, "shareOfDoubledFrequencies")).toBeLessThan(0.2);
  });
});

describe("first steps", () => {
  it("of a JPEG saved at 60, then at 90, are three to four times the last ones", async () => {
    const evidence = await evidenceIn(await twice());
    expect(figure(evidence, "isJpeg")).toBe(1);
    // Annex K at 60 by annex K at 90, over the first 20 frequencies: 80 % by 20 %, each rounded.
    expect(Math.exp(figure(evidence, "logStepRatio"))).toBeCloseTo(4, 0);
    expect(figure(evidence, "gain")).toBeGreaterThan(0.7);
    expect(mean(evidence, "ratioOfNonZero")).toBeLessThan(-0.5);
  });

  it("of a JPEG that was saved once are none", async () => {
    const evidence = await evidenceIn(await saved(photograph(WIDTH, HEIGHT), 90));
    expect(figure(evidence, "shareOfDoubledFrequencies")).toBeLessThan(0.2);
  });

  it("of a JPEG kept as PNG are its only ones, and of one saved twice there is an earlier one", async () => {
    const once = await evidenceIn(await cropped(3, 5));
    expect(figure(once, "shareOfDoubledFrequencies")).toBeGreaterThan(0.8);
    expect(figure(once, "shareOfEarlierDoubled")).toBeLessThan(0.2);
    const jpeg = await saved(sharp(await saved(photograph(2 * WIDTH, 2 * HEIGHT), 65)), 78);
    const png = await sharp(jpeg).png().toBuffer();
    expect(figure(await evidenceIn(png), "shareOfEarlierDoubled")).toBeGreaterThan(0.3);
  });

  it("are not found with the table of colour in the place of luma's", async () => {
    const { luma, lastTable } = await readLuma(await twice());
    const colour = new Uint16Array(64).fill(20);
    colour.set([3, 4, 5, 9, 20, 20, 20, 20, 4, 4, 5, 13]);
    // Annex K at 90, luma: 3 2 2 3 5 8 10 12 / 2 2 3 4 5 12 12 11 …
    expect(Array.from(lastTable?.subarray(0, 4) ?? [])).toEqual([3, 2, 2, 3]);
    const [right, wrong] = [examine(luma, lastTable), examine(luma, colour)];
    expect(figure(right, "logLastStep")).toBeLessThan(1.3);
    expect(figure(wrong, "logLastStep")).toBeGreaterThan(1.5);
    expect(figure(wrong, "shareOfDoubledFrequencies")).toBeLessThan(
      figure(right, "shareOfDoubledFrequencies") - 0.3,
    );
  });
});

describe("luma", () => {
  it("is that of BT.601, less 128, in 64ths", () => {
    const colours = Uint8Array.from([255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 200, 80]);
    const { values } = lumaOf(colours, { width: 4, height: 1, channels: 3 });
    const levels = [76.245, 149.685, 29.07, 129.211];
    expect(Array.from(values)).toEqual(levels.map((level) => Math.round((level - 128) * 64)));
    const gray = lumaOf(Uint8Array.of(0, 128, 255), { width: 3, height: 1, channels: 1 });
    expect(Array.from(gray.values)).toEqual([-8192, 0, 8128]);
  });

  it("by another matrix has lost the steps of a coloured JPEG", async () => {
    const jpeg = await twice();
    const { luma, lastTable } = await readLuma(jpeg);
    const { data } = await sharp(jpeg).raw().toBuffer({ resolveWithObject: true });
    const bt709 = new Int16Array(luma.values.length).map((_, i) => {
      const [r = 0, g = 0, b = 0] = data.subarray(3 * i, 3 * i + 3);
      return (0.2126 * r + 0.7152 * g + 0.0722 * b - 128) * 64;
    });
    const wrong = examine({ ...luma, values: bt709 }, lastTable);
    expect(figure(wrong, "shareOfDoubledFrequencies")).toBeLessThan(
      figure(examine(luma, lastTable), "shareOfDoubledFrequencies") - 0.1,
    );
  });
});

it("is finite and the same again, for any picture of at least 15 pixels a side", () => {
  const side = fc.integer({ min: 13, max: 70 });
  const content = fc.constantFrom<"noise" | "flat" | "stripes">("noise", "flat", "stripes");
  const step = fc.option(fc.integer({ min: 1, max: 65_535 }), { nil: undefined });
  fc.assert(
    fc.property(side, side, content, step, (width, height, kind, lastStep) => {
      const values = new Int16Array(width * height).map((_, i) => {
        if (kind === "flat") return 8128;
        return kind === "stripes" ? (i % 2) * 16_320 - 8192 : ((i * 7919) % 255) * 64 - 8192;
      });
      const table = lastStep === undefined ? undefined : new Uint16Array(64).fill(lastStep);
      const evidence = evidenceOf({ width, height, values }, table, countZeros);
      if (Math.min(width, height) < 15) return evidence === undefined;
      if (evidence === undefined) return false;
      expect(evidence.planes).toHaveLength(PLANES.length * evidence.rows * evidence.columns);
      expect(evidence.planes.every(Number.isFinite)).toBe(true);
      expect(evidence.figures.every(Number.isFinite)).toBe(true);
      expect(evidenceOf({ width, height, values }, table, countZeros)).toEqual(evidence);
      return true;
    }),
    { numRuns: 60 },
  );
});

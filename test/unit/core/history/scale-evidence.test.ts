import sharp, { type Sharp } from "sharp";
import { expect, it } from "vitest";
import { readLuma } from "../../../../adapters/image/read-luma.ts";
import { makeSharpCodec } from "../../../../adapters/image/sharp-codec.ts";
import { type Evidence, evidenceOf } from "../../../../core/history/evidence.ts";
import { FIGURES, type FigureName } from "../../../../core/history/planes.ts";
import { makeZeroCounter } from "../../../../core/history/zeros/zero-map.ts";
import { leaves } from "../../../helpers/leaves.ts";
import { saved } from "../../../helpers/photograph.ts";

makeSharpCodec();
const countZeros = makeZeroCounter();

const SIZE = { width: 720, height: 560 };
const SCALED = { width: 540, height: 420 };

async function evidenceIn(bytes: Uint8Array): Promise<Evidence> {
  const { luma, lastTable } = await readLuma(bytes);
  const evidence = evidenceOf(luma, lastTable, countZeros);
  if (evidence === undefined) throw new Error("expected evidence");
  return evidence;
}

const figure = ({ figures }: Evidence, name: FigureName) =>
  figures[FIGURES.indexOf(name)] ?? Number.NaN;

async function scaled(): Promise<Sharp> {
  const jpeg = await saved(leaves(SIZE.width, SIZE.height), 70);
  return sharp(jpeg).resize({ ...SCALED, kernel: "cubic", fit: "fill" });
}

it.each([
  ["as PNG", async () => (await scaled()).png().toBuffer()],
  ["as JPEG", async () => saved(await scaled(), 96)],
])(
  "a picture that was scaled and saved %s has its evidence where its blocks were",
  async (_, file) => {
    const evidence = await evidenceIn(await file());
    expect(evidence).toMatchObject({
      ...SIZE,
      storedWidth: SCALED.width,
      storedHeight: SCALED.height,
      ...{ left: 0, top: 0, columns: SIZE.width / 8, rows: SIZE.height / 8 },
    });
    expect(figure(evidence, "logScale")).toBeCloseTo(Math.log(0.75), 5);
    expect(figure(evidence, "isJpeg")).toBe(0);
    expect(figure(evidence, "vote")).toBeGreaterThan(0.3);
  },
);

it("a picture that tells of an earlier saving as it is, is taken as it is", async () => {
  const twice = await saved(sharp(await saved(leaves(SIZE.width, SIZE.height), 60)), 90);
  const evidence = await evidenceIn(twice);
  const { width: storedWidth, height: storedHeight } = SIZE;
  expect(evidence).toMatchObject({ ...SIZE, storedWidth, storedHeight });
  expect(figure(evidence, "logScale")).toBe(0);
  expect(figure(evidence, "shareOfDoubledFrequencies")).toBeGreaterThan(0.2);
});

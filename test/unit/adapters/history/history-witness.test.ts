import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  makeHistoryWitness,
  type WarmHistoryWitness,
} from "../../../../adapters/history/history-witness.ts";
import type { HistoryExamination } from "../../../../core/witness-ports.ts";
import { imageFixture, ODD_IMAGES, TINY_HISTORY_PATH } from "../../../helpers/fixtures.ts";
import { photograph, saved } from "../../../helpers/photograph.ts";
import { itWorksOnFiles } from "../../../helpers/witness/it-works-on-files.ts";

function start(modelPath = TINY_HISTORY_PATH, onReplaced = () => {}): Promise<WarmHistoryWitness> {
  return makeHistoryWitness({ modelPath, threads: 1, verify: async () => {}, onReplaced });
}

/** Dark but for one corner, far down and a little to the right. */
async function spotted(orientation: number): Promise<Buffer> {
  const spot = { create: { width: 32, height: 24, channels: 3, background: "white" } } as const;
  return sharp({ create: { width: 176, height: 112, channels: 3, background: "black" } })
    .composite([{ input: spot, left: 40, top: 80 }])
    .withMetadata({ orientation })
    .jpeg({ quality: 90 })
    .toBuffer();
}

/** Centre of the spot in pixels, as the witness places it. */
function centreOf({ map }: HistoryExamination): [x: number, y: number] {
  const bright = [...map.values.keys()].filter((cell) => (map.values[cell] ?? 0) > 0.5);
  const mean = (of: (cell: number) => number) =>
    bright.reduce((sum, cell) => sum + of(cell), 0) / bright.length + 0.5;
  return [
    map.leftPx + map.cellWidthPx * mean((cell) => cell % map.width),
    map.topPx + map.cellHeightPx * mean((cell) => Math.floor(cell / map.width)),
  ];
}

/** The same of the picture as sharp turns it. */
async function centreSeen(bytes: Buffer): Promise<[x: number, y: number]> {
  const image = sharp(bytes).autoOrient().toColourspace("b-w").raw();
  const { data, info } = await image.toBuffer({ resolveWithObject: true });
  const bright = [...data.keys()].filter((at) => (data[at] ?? 0) > 128);
  const mean = (of: (at: number) => number) =>
    bright.reduce((sum, at) => sum + of(at), 0) / bright.length + 0.5;
  return [mean((at) => at % info.width), mean((at) => Math.floor(at / info.width))];
}

describe("an examination", () => {
  let witness: WarmHistoryWitness;
  beforeAll(async () => {
    witness = await start();
  });
  afterAll(() => witness.close());
  const examine = (bytes: Uint8Array) => witness.examine(bytes);

  it("is placed on the picture as people see it, whatever its orientation", async () => {
    for (const orientation of [1, 2, 3, 4, 5, 6, 7, 8]) {
      const bytes = await spotted(orientation);
      const examination = await examine(bytes);
      if (examination === undefined) throw new Error("expected an examination");
      const [x, y] = centreOf(examination);
      const [seenX, seenY] = await centreSeen(bytes);
      expect(Math.abs(x - seenX)).toBeLessThan(1);
      expect(Math.abs(y - seenY)).toBeLessThan(1);
    }
  });

  it("knows a JPEG, finds the grid of a cropped one, and leaves the bytes alone", async () => {
    const jpeg = await saved(photograph(160, 128), 70);
    const before = Buffer.from(jpeg);
    const cell = { cellWidthPx: 8, cellHeightPx: 8 };
    expect(await examine(jpeg)).toMatchObject({
      score: 0.75,
      map: { width: 20, height: 16, leftPx: 0, topPx: 0, ...cell },
    });
    expect(jpeg).toEqual(before);
    const crop = sharp(jpeg).extract({ left: 3, top: 5, width: 150, height: 120 });
    expect(await examine(await crop.png().toBuffer())).toMatchObject({
      score: 0.25,
      map: { leftPx: 5, topPx: 3, ...cell },
      confidence: { width: 18, height: 14, leftPx: 5, topPx: 3, ...cell },
    });
  });

  it("of a large picture is of squares of cells", async () => {
    const { map } = (await examine(await imageFixture("jpeg-12mp-progressive.jpg"))) ?? {};
    expect(map?.cellWidthPx).toBe(16);
    expect((map?.width ?? 0) * (map?.height ?? 0)).toBeLessThan(60_000);
  });

  it("is none of a picture with fewer than four cells along a side", async () => {
    expect(await examine(await photograph(31, 64).png().toBuffer())).toBeUndefined();
  });

  it("of many at once is each one's own", async () => {
    const files = [60, 200, 20, 120].map((level) =>
      sharp({
        create: {
          width: 64,
          height: 64,
          channels: 3,
          background: `rgb(${level},${level},${level})`,
        },
      })
        .png()
        .toBuffer(),
    );
    const found = await Promise.all(files.map(async (file) => examine(await file)));
    const brightness = found.map((one) => Math.round((one?.map.values[0] ?? 0) * 256));
    expect(brightness).toEqual([60, 200, 20, 120]);
  });

  it.each(ODD_IMAGES)("of %s is there", async (name) => {
    const isJpeg = name.endsWith(".jpg") && !name.includes("cmyk");
    expect(await examine(await imageFixture(name))).toMatchObject({ score: isJpeg ? 0.75 : 0.25 });
  });
});

describe("the witness of history", () => {
  const intact = () => photograph(64, 64).png().toBuffer();
  itWorksOnFiles({ start, intact, found: { score: 0.25 }, input: "evidence" });
});

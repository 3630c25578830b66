import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { HistoryThread } from "../../../../adapters/history/history-thread.ts";
import {
  makeThreadWitness,
  type ThreadWitness,
} from "../../../../adapters/history/thread-witness.ts";
import type { HistoryExamination } from "../../../../core/witness-ports.ts";
import {
  imageFixture,
  TINY_HISTORY_PATH,
  TINY_MODEL_DIRECTORY,
} from "../../../helpers/fixtures.ts";
import { photograph, saved } from "../../../helpers/photograph.ts";
import { temporaryFolder } from "../../../helpers/temporary-folder.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

function start(modelPath = TINY_HISTORY_PATH, onReplaced = () => {}): Promise<ThreadWitness> {
  return makeThreadWitness({ modelPath, threads: 1, verify: async () => {}, onReplaced });
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
  let witness: ThreadWitness;
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

  it.each([
    ["text", Buffer.from("hello, this is no image\n"), "unsupported_format"],
    [
      "half a JPEG",
      imageFixture("jpeg-grey.jpg").then((b) => b.subarray(0, b.length / 2)),
      "corrupt",
    ],
  ])(
    "of %s is refused for the reason a scan gives, and the next goes on",
    async (_, file, code) => {
      await expect(examine(await file)).rejects.toMatchObject({ name: "ScanError", code });
      expect(await examine(await photograph(64, 64).png().toBuffer())).toMatchObject({
        score: 0.25,
      });
    },
  );

  it.each([
    "jpeg-cmyk.jpg",
    "jpeg-grey.jpg",
    "jpeg-display-p3.jpg",
    "png-16bit.png",
    "png-grey-alpha.png",
    "png-palette.png",
    "tiff-grey16.tif",
    "webp-animated.webp",
    "avif-10bit.avif",
    "gif-animated.gif",
  ])("of %s is there", async (name) => {
    const isJpeg = name.endsWith(".jpg") && !name.includes("cmyk");
    expect(await examine(await imageFixture(name))).toMatchObject({ score: isJpeg ? 0.75 : 0.25 });
  });
});

/** The next request throws in the thread, where nothing catches it: it holds more than it may. */
function crashNext(): void {
  const run = HistoryThread.prototype.run;
  vi.spyOn(HistoryThread.prototype, "run").mockImplementationOnce(function (
    this: HistoryThread,
    request,
  ) {
    return run.call(this, Object.assign({ other: 1 }, request));
  });
}

describe("its thread", () => {
  it("is replaced when it crashes; what waits gets its answer", async () => {
    const onReplaced = vi.fn();
    const witness = await start(TINY_HISTORY_PATH, onReplaced);
    onTestFinished(() => witness.close());
    crashNext();
    const png = await photograph(64, 64).png().toBuffer();
    const [failed, next] = await Promise.allSettled([witness.examine(png), witness.examine(png)]);
    expect(failed).toMatchObject({
      reason: { message: expect.stringContaining("thread crashed") },
    });
    expect(next).toMatchObject({ status: "fulfilled", value: { score: 0.25 } });
    expect(onReplaced.mock.calls).toEqual([["ended"]]);
  });

  it.each([
    ["that is no network", async () => writeFileIn("history.onnx", "other bytes"), /cannot run/],
    ["with another contract", async () => join(TINY_MODEL_DIRECTORY, "model.onnx"), /evidence/],
  ])("does not start with a file %s", async (_, path, words) => {
    const starting = start(await path());
    await expect(starting).rejects.toMatchObject({ name: "ModelError" });
    await expect(starting).rejects.toThrow(words);
  });
});

async function writeFileIn(name: string, text: string): Promise<string> {
  const path = join(await temporaryFolder(), name);
  await writeFile(path, text);
  return path;
}

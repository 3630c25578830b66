import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp, { type Sharp } from "sharp";
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { CopiesThread } from "../../../../adapters/copies/copies-thread.ts";
import {
  type CopiesWitness,
  makeCopiesWitness,
} from "../../../../adapters/copies/copies-witness.ts";
import { type Copying, texture, withCopy } from "../../../helpers/copied-picture.ts";
import {
  COPY_FEATURES_PATH,
  imageFixture,
  TINY_MODEL_DIRECTORY,
} from "../../../helpers/fixtures.ts";
import { temporaryFolder } from "../../../helpers/temporary-folder.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

function start(modelPath = COPY_FEATURES_PATH, onReplaced = () => {}): Promise<CopiesWitness> {
  return makeCopiesWitness({ modelPath, threads: 1, timeoutMs: 20_000, onReplaced });
}

const COPYING: Copying = { from: [65, 60], to: [150, 100], radiusPx: 32 };

/** A picture with a copy in it, to be saved. */
function copied(): Sharp {
  const { widthPx: width, heightPx: height, values } = withCopy(texture(220, 160), COPYING);
  return sharp(Uint8Array.from(values), { raw: { width, height, channels: 1 } });
}
const plain = () =>
  sharp({ create: { width: 64, height: 64, channels: 3, background: "#777" } })
    .png()
    .toBuffer();
const NOTHING = { pairs: [], isComplete: true };

describe("an examination", () => {
  let witness: CopiesWitness;
  beforeAll(async () => {
    witness = await start();
  });
  afterAll(() => witness.close());

  it("finds the copy, and leaves the bytes alone", async () => {
    const png = await copied().png().toBuffer();
    const before = Buffer.from(png);
    const { pairs, isComplete } = await witness.examine(png);
    expect(png).toEqual(before);
    expect(isComplete).toBe(true);
    expect(pairs).toMatchObject([
      { level: "certain", isSideKnown: true, transform: { xx: 1, yy: 1, x0: 85, y0: 40 } },
    ]);
    const { box } = pairs[0]?.copy ?? {};
    expect(Math.abs((box?.x ?? 0) - 118)).toBeLessThan(4);
    expect(Math.abs((box?.y ?? 0) - 68)).toBeLessThan(4);
  });

  it("is of the picture as people see it", async () => {
    const turned = await copied().withMetadata({ orientation: 3 }).png().toBuffer();
    const { pairs } = await witness.examine(turned);
    expect(pairs).toMatchObject([{ transform: { x0: -85, y0: -40 } }]);
  });

  it("of many at once is each one's own", async () => {
    const files = [await plain(), await copied().png().toBuffer(), await plain()];
    const found = await Promise.all(files.map((file) => witness.examine(file)));
    expect(found.map(({ pairs }) => pairs.length)).toEqual([0, 1, 0]);
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
      await expect(witness.examine(await file)).rejects.toMatchObject({ name: "ScanError", code });
      expect(await witness.examine(await plain())).toEqual(NOTHING);
    },
  );
});

/** The next request throws in the thread, where nothing catches it: it holds more than it may. */
function crashNext(): void {
  const run = CopiesThread.prototype.run;
  vi.spyOn(CopiesThread.prototype, "run").mockImplementationOnce(function (
    this: CopiesThread,
    request,
  ) {
    return run.call(this, Object.assign({ other: 1 }, request));
  });
}

describe("its thread", () => {
  it("is replaced when it crashes; what waits gets its answer", async () => {
    const onReplaced = vi.fn();
    const witness = await start(COPY_FEATURES_PATH, onReplaced);
    onTestFinished(() => witness.close());
    crashNext();
    const png = await plain();
    const [failed, next] = await Promise.allSettled([witness.examine(png), witness.examine(png)]);
    expect(failed).toMatchObject({
      reason: { message: expect.stringContaining("thread crashed") },
    });
    expect(next).toMatchObject({ status: "fulfilled", value: NOTHING });
    expect(onReplaced.mock.calls).toEqual([["ended"]]);
  });

  it.each([
    ["that is no network", async () => writeFileIn("features.onnx", "other bytes"), /cannot run/],
    ["with another contract", async () => join(TINY_MODEL_DIRECTORY, "model.onnx"), /gray/],
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

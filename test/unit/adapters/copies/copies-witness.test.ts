import sharp, { type Sharp } from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  makeCopiesWitness,
  type WarmCopiesWitness,
} from "../../../../adapters/copies/copies-witness.ts";
import { type Copying, texture, withCopy } from "../../../helpers/copied-picture.ts";
import { COPY_ACCEPTANCE, COPY_FEATURES_PATH } from "../../../helpers/fixtures.ts";
import { itWorksOnFiles } from "../../../helpers/witness/it-works-on-files.ts";

function start(modelPath = COPY_FEATURES_PATH, onReplaced = () => {}): Promise<WarmCopiesWitness> {
  const acceptance = COPY_ACCEPTANCE;
  return makeCopiesWitness({ modelPath, threads: 1, timeoutMs: 20_000, acceptance, onReplaced });
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

describe("an examination", () => {
  let witness: WarmCopiesWitness;
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
});

describe("the witness of copies", () => {
  itWorksOnFiles({ start, intact: plain, found: { pairs: [], isComplete: true }, input: "gray" });
});

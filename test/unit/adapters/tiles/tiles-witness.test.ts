import sharp from "sharp";
import { describe, expect, it, onTestFinished } from "vitest";
import { makeTilesWitness } from "../../../../adapters/tiles/tiles-witness.ts";
import type { TilesExamination, TilesWitness } from "../../../../core/witness-ports.ts";
import { TINY_TILES } from "../../../helpers/fixtures.ts";
import { itWorksOnFiles } from "../../../helpers/witness/it-works-on-files.ts";

const RULES = { sidePx: 64, overlapPx: 16, most: 100 };

function start(featuresPath = TINY_TILES.featuresPath, onReplaced = () => {}, rules = RULES) {
  const settings = { ...TINY_TILES, featuresPath, threads: 1, kernel: "lanczos3" as const, rules };
  return makeTilesWitness({ ...settings, verify: async () => {}, onReplaced });
}

/** Black but for a red spot, 32 × 24 pixels from (40, 80) on as it is stored. */
function spotted(orientation = 1): Promise<Buffer> {
  const spot = { create: { width: 32, height: 24, channels: 3, background: "red" } } as const;
  return sharp({ create: { width: 176, height: 112, channels: 3, background: "black" } })
    .composite([{ input: spot, left: 40, top: 80 }])
    .withMetadata({ orientation })
    .png()
    .toBuffer();
}

async function examined(
  bytes: Uint8Array,
  rules = RULES,
): Promise<Awaited<ReturnType<TilesWitness["examine"]>>> {
  const witness = await start(undefined, undefined, rules);
  onTestFinished(() => witness.close());
  return witness.examine(bytes);
}

/** Where it says something, in pixels: from the left, the top, to the right and the bottom. */
function foundIn({ map }: TilesExamination): readonly number[] {
  const red = [...map.values.keys()].filter((cell) => (map.values[cell] ?? 0) > 0.45);
  const columns = red.map((cell) => cell % map.width);
  const rows = red.map((cell) => Math.floor(cell / map.width));
  return [
    Math.min(...columns) * map.cellWidthPx,
    Math.min(...rows) * map.cellHeightPx,
    (Math.max(...columns) + 1) * map.cellWidthPx,
    (Math.max(...rows) + 1) * map.cellHeightPx,
  ];
}

describe("what tiles show", () => {
  it.each([
    [1, [40, 80, 72, 104]],
    [3, [104, 8, 136, 32]],
    [6, [8, 40, 32, 72]],
  ])("lies where people see it, at orientation %i", async (orientation, place) => {
    const examination = await examined(await spotted(orientation));
    expect(examination.count).toBe(8);
    expect(foundIn(examination)).toEqual(place);
  });

  it("is unlike all of the picture, not its own tile alone", async () => {
    const wide = sharp({ create: { width: 256, height: 64, channels: 3, background: "black" } });
    const red = { create: { width: 64, height: 64, channels: 3, background: "red" } } as const;
    const picture = await wide
      .composite([{ input: red, left: 0, top: 0 }])
      .png()
      .toBuffer();
    const { map } = await examined(picture, { ...RULES, overlapPx: 0 });
    expect(map.values[0]).toBeCloseTo(0.75, 5);
    expect(map.values.at(-1)).toBe(0);
  });

  it("covers a picture that had to be reduced", async () => {
    const { map, count } = await examined(await spotted(), { ...RULES, most: 2 });
    expect(count).toBeLessThanOrEqual(2);
    expect(map.width * map.cellWidthPx).toBeGreaterThanOrEqual(176);
    expect((map.width - 1) * map.cellWidthPx).toBeLessThan(176);
    const [left = 0, top = 0, right = 0, bottom = 0] = foundIn({ map, count });
    for (const [found, is] of [
      [left, 40],
      [top, 80],
      [right, 72],
      [bottom, 104],
    ] as const) {
      expect(Math.abs(found - is)).toBeLessThanOrEqual(map.cellWidthPx);
    }
  });
});

itWorksOnFiles({ start, intact: spotted, found: { count: 8 }, input: "tiles" });

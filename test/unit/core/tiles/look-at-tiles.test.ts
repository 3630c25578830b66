import { describe, expect, it } from "vitest";
import type { PictureSize } from "../../../../core/picture-size.ts";
import { blendTiles, CELL_PX } from "../../../../core/tiles/blend-tiles.ts";
import { cutTile } from "../../../../core/tiles/cut-tile.ts";
import { type LookDeps, lookAtTiles } from "../../../../core/tiles/look-at-tiles.ts";
import { tilingOf } from "../../../../core/tiles/tiling.ts";
import { usualFeatures } from "../../../../core/tiles/usual-features.ts";

const RULES = { sidePx: 64, overlapPx: 16, most: 100 };
const size = (widthPx: number, heightPx: number): PictureSize => ({ widthPx, heightPx });

/** Red is x, green is y. */
function ramp({ widthPx, heightPx }: PictureSize): Uint8Array {
  const pixels = new Uint8Array(widthPx * heightPx * 3);
  for (let at = 0; at < widthPx * heightPx; at++) {
    pixels.set([at % widthPx, Math.floor(at / widthPx), 7], 3 * at);
  }
  return pixels;
}

describe("a tile", () => {
  it("is cut where it lies", () => {
    const tiling = tilingOf(size(160, 96), RULES);
    const tile = cutTile(ramp(size(160, 96)), tiling, { leftPx: 96, topPx: 32 });
    expect(tile).toHaveLength(64 * 64 * 3);
    expect([...tile.subarray(0, 3)]).toEqual([96, 32, 7]);
    expect([...tile.subarray(-3)]).toEqual([159, 95, 7]);
  });

  it("is filled up by reflection, in which the edge comes twice", () => {
    const tiling = tilingOf(size(20, 40), RULES);
    expect(tiling.tile).toEqual(size(32, 64));
    const tile = cutTile(ramp(size(20, 40)), tiling, { leftPx: 0, topPx: 0 });
    const at = (x: number, y: number) => [...tile.subarray(3 * (y * 32 + x), 3 * (y * 32 + x) + 2)];
    expect([at(19, 39), at(20, 40), at(31, 63)]).toEqual([
      [19, 39],
      [19, 39],
      [8, 16],
    ]);
  });

  it("is filled up again and again in a picture of few pixels", () => {
    const tile = cutTile(ramp(size(3, 1)), tilingOf(size(3, 1), RULES), { leftPx: 0, topPx: 0 });
    const reds = Array.from({ length: 9 }, (_, x) => tile[3 * x]);
    expect(reds).toEqual([0, 1, 2, 2, 1, 0, 0, 1, 2]);
  });
});

describe("what is usual", () => {
  it("is so over all tiles, each feature by itself", () => {
    const tiles = [
      { values: Float32Array.of(1, 3, 10, 10), count: 2 },
      { values: Float32Array.of(5, 7, 10, 30), count: 2 },
    ];
    const { mean, variance } = usualFeatures(tiles);
    expect([...mean]).toEqual([4, 15]);
    expect([...variance]).toEqual([5, 75]);
  });

  it("varies by nothing where a large value is the same everywhere", () => {
    const values = new Float32Array(1000).fill(1e6);
    expect([...usualFeatures([{ values, count: 1 }]).variance]).toEqual([0]);
  });
});

describe("the map of all tiles", () => {
  const smooth = (x: number, y: number) => 0.5 + 0.4 * Math.sin(x / 150) * Math.cos(y / 210);

  it("shows no border of theirs, where they agree nearly", () => {
    const picture = size(1500, 900);
    const tiling = tilingOf(picture, { sidePx: 512, overlapPx: 64, most: 100 });
    const said = tiling.origins.map(({ leftPx, topPx }, index) => {
      const offset = index % 2 === 0 ? 0.02 : -0.02;
      return Float32Array.from({ length: 128 * 128 }, (_, at) => {
        const [x, y] = [leftPx + CELL_PX * (at % 128), topPx + CELL_PX * Math.floor(at / 128)];
        return smooth(x, y) + offset;
      });
    });
    const { width, height, values } = blendTiles(tiling, said, picture);
    expect([width, height]).toEqual([375, 225]);
    const steps = Array.from(values, (value, at) =>
      Math.max(
        at % width === width - 1 ? 0 : Math.abs((values[at + 1] ?? 0) - value),
        at + width < values.length ? Math.abs((values[at + width] ?? 0) - value) : 0,
      ),
    );
    const slope = 0.4 * (CELL_PX / 150);
    expect(Math.max(...steps)).toBeLessThan(0.01 + slope);
  });

  it("lies on the picture as it was before it was reduced, and ends with it", () => {
    const picture = size(1001, 500);
    const tiling = tilingOf(picture, { ...RULES, most: 6 });
    const said = tiling.origins.map(() => new Float32Array(16 * 16).fill(0.25));
    const map = blendTiles(tiling, said, picture);
    expect(map.width * CELL_PX).toBeGreaterThanOrEqual(tiling.shown.widthPx);
    expect(map.width * map.cellWidthPx).toBeGreaterThanOrEqual(1001);
    expect((map.width - 1) * map.cellWidthPx).toBeLessThan(1001);
    expect(map).toMatchObject({ leftPx: 0, topPx: 0 });
    for (const value of map.values) expect(value).toBeCloseTo(0.25, 6);
  });

  it("is never above 1 by a rounding", () => {
    const tiling = tilingOf(size(200, 120), RULES);
    const said = tiling.origins.map(() => new Float32Array(16 * 16).fill(1));
    const { values } = blendTiles(tiling, said, size(200, 120));
    expect(Math.max(...values)).toBe(1);
  });
});

it("looks at all tiles before it decides about the first", async () => {
  const steps: string[] = [];
  const look: LookDeps = {
    describe: async (rgb) => {
      steps.push("describe");
      return { values: new Float32Array(256).fill(rgb[0] ?? 0), count: 1 };
    },
    decide: async ({ values }, { mean }) => {
      steps.push("decide");
      return Float32Array.from(values, (value) => (value > (mean[0] ?? 0) ? 1 : 0));
    },
  };
  const picture = size(112, 64);
  const { map, count } = await lookAtTiles(ramp(picture), tilingOf(picture, RULES), picture, look);
  expect(count).toBe(2);
  expect(steps).toEqual(["describe", "describe", "decide", "decide"]);
  expect([map.values[0], map.values.at(-1)]).toEqual([0, 1]);
});

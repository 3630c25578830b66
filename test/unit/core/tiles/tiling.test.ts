import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type TileRules, tilingOf } from "../../../../core/tiles/tiling.ts";

const RULES: TileRules = { sidePx: 512, overlapPx: 64, most: 12 };
const size = (widthPx: number, heightPx: number) => ({ widthPx, heightPx });

describe("tiles", () => {
  it("cover two megapixels at their own size", () => {
    const { shown, covered, tile, origins } = tilingOf(size(1632, 1224), RULES);
    expect(shown).toEqual(size(1632, 1224));
    expect(covered).toEqual(size(1632, 1224));
    expect(tile).toEqual(size(512, 512));
    expect(origins).toHaveLength(12);
    expect(origins.map(({ leftPx }) => leftPx).slice(0, 4)).toEqual([0, 368, 744, 1120]);
    expect(origins.at(-1)).toEqual({ leftPx: 1120, topPx: 712 });
  });

  it("are one of the picture's own size where it is smaller, whose sides are multiples of 32", () => {
    const { shown, covered, tile, origins } = tilingOf(size(300, 70), RULES);
    expect([shown, covered, tile]).toEqual([size(300, 70), size(320, 96), size(320, 96)]);
    expect(origins).toEqual([{ leftPx: 0, topPx: 0 }]);
  });

  it("are never more than allowed: a larger picture is reduced first", () => {
    const { shown, origins } = tilingOf(size(4032, 3024), RULES);
    expect(origins.length).toBeLessThanOrEqual(12);
    expect(origins.length).toBeGreaterThanOrEqual(9);
    expect(shown.widthPx / shown.heightPx).toBeCloseTo(4 / 3, 2);
    expect(shown.widthPx).toBeGreaterThan(1500);
  });

  it.each([
    [3_125_000, 32],
    [32, 65_535],
    [10_000, 10_000],
  ])("are few in a picture of %i × %i, too", (width, height) => {
    const { origins, shown } = tilingOf(size(width, height), RULES);
    expect(origins.length).toBeLessThanOrEqual(12);
    expect(Math.min(shown.widthPx, shown.heightPx)).toBeGreaterThanOrEqual(1);
  });

  it("cover every pixel, from the 8 × 8 grid on, and neighbours share what they should", () => {
    const side = fc.integer({ min: 32, max: 3000 });
    fc.assert(
      fc.property(side, side, fc.integer({ min: 1, max: 20 }), (width, height, most) => {
        const { covered, tile, shown, origins } = tilingOf(size(width, height), { ...RULES, most });
        expect(origins.length).toBeLessThanOrEqual(most);
        expect([tile.widthPx % 32, tile.heightPx % 32]).toEqual([0, 0]);
        expectCovered(
          origins.map(({ leftPx }) => leftPx),
          tile.widthPx,
          covered.widthPx,
        );
        expectCovered(
          origins.map(({ topPx }) => topPx),
          tile.heightPx,
          covered.heightPx,
        );
        expect(covered.widthPx).toBeGreaterThanOrEqual(shown.widthPx);
        expect(covered.heightPx).toBeGreaterThanOrEqual(shown.heightPx);
      }),
    );
  });
});

function expectCovered(origins: readonly number[], tilePx: number, coveredPx: number) {
  const starts = [...new Set(origins)].toSorted((a, b) => a - b);
  expect([starts[0], (starts.at(-1) ?? 0) + tilePx]).toEqual([0, coveredPx]);
  for (const [index, start] of starts.entries()) {
    expect(start % 8).toBe(0);
    const next = starts[index + 1] ?? start;
    expect(start + tilePx - next).toBeGreaterThanOrEqual(Math.min(tilePx, 64 - 8));
  }
}

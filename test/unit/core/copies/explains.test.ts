import { describe, expect, it } from "vitest";
import type { Mask } from "../../../../core/copies/pixels/plane.ts";
import { inverse, translation } from "../../../../core/copies/transform.ts";
import { explains } from "../../../../core/copies/verify/explains.ts";
import { isIn, mapRegion, pointsOf } from "../../../../core/copies/verify/map-region.ts";

const square = (leftPx: number, topPx: number, side: number): Mask => {
  const values = new Uint8Array(side * side).fill(1);
  return { leftPx, topPx, widthPx: side, heightPx: side, values };
};
const picture = { widthPx: 200, heightPx: 100, values: new Float32Array(20_000) };
const BY = translation({ x: 90, y: 20 });
const here = square(20, 30, 30);
const pair = { here, there: mapRegion(here, BY, picture), transform: BY };

describe("a region", () => {
  it("goes where the transform takes it, as far as that is on the picture", () => {
    const there = pointsOf(pair.there);
    expect(there).toHaveLength(900);
    expect([there[0], there[899]]).toEqual([
      { x: 110, y: 50 },
      { x: 139, y: 79 },
    ]);
    const cut = mapRegion(here, translation({ x: 165, y: 0 }), picture);
    expect(pointsOf(cut)).toHaveLength(15 * 30);
    expect([isIn(cut, 185, 30), isIn(cut, 184, 30), isIn(cut, 199, 60)]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it("keeps its area in a quarter turn, and grows with its sides", () => {
    const turned = { xx: 0, xy: -1, x0: 120, yx: 1, yy: 0, y0: 10 };
    expect(pointsOf(mapRegion(here, turned, picture))).toHaveLength(900);
    const larger = { xx: 1.5, xy: 0, x0: 60, yx: 0, yy: 1.5, y0: -40 };
    expect(pointsOf(mapRegion(here, larger, picture))).toHaveLength(45 * 45);
  });
});

describe("a pair says already", () => {
  const points = pointsOf(square(24, 32, 20));

  it("what goes from there to about the same place", () => {
    expect(explains(pair, points, translation({ x: 92, y: 19 }))).toBe(true);
  });

  it("what comes back", () => {
    const back = pointsOf(mapRegion(square(24, 32, 20), BY, picture));
    expect(explains(pair, back, inverse(BY))).toBe(true);
  });

  it("not what goes elsewhere, or comes from elsewhere", () => {
    expect(explains(pair, points, translation({ x: 90, y: 26 }))).toBe(false);
    expect(explains(pair, pointsOf(square(48, 32, 20)), BY)).toBe(false);
  });
});

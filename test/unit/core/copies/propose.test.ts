import { describe, expect, it } from "vitest";
import {
  emptyField,
  MARGIN_PX,
  type OffsetField,
} from "../../../../core/copies/match/offset-field.ts";
import { fitAffine } from "../../../../core/copies/propose/fit-affine.ts";
import { proposalsOf } from "../../../../core/copies/propose/proposals.ts";
import { solveLinear } from "../../../../core/copies/propose/solve-linear.ts";
import { type Affine, apply, inverse, stretchOf } from "../../../../core/copies/transform.ts";
import { makeRandom } from "../../../../core/copies/xorshift.ts";

const TURNED: Affine = { xx: 0.9, xy: -0.4, x0: 60, yx: 0.4, yy: 0.9, y0: -20 };

describe("linear equations", () => {
  it("are solved, whatever their order", () => {
    const rows = [
      [0, 2, 1, 7],
      [1, 0, 0, 3],
      [0, 0, 4, 4],
    ].map((row) => Float64Array.from(row));
    expect([...(solveLinear(rows) ?? [])]).toEqual([3, 3, 1]);
  });

  it("without one solution have none", () => {
    const rows = [
      [1, 2, 3],
      [2, 4, 6],
    ].map((row) => Float64Array.from(row));
    expect(solveLinear(rows)).toBeUndefined();
  });
});

describe("a transform", () => {
  it("goes back by its inverse", () => {
    const there = apply(TURNED, 12, 34);
    const back = apply(inverse(TURNED), there.x, there.y);
    expect(back.x).toBeCloseTo(12);
    expect(back.y).toBeCloseTo(34);
  });

  it("has the stretch of its singular values", () => {
    expect(stretchOf({ ...TURNED, xx: 3, xy: 0, yx: 0, yy: 0.5 })).toEqual({ most: 3, least: 0.5 });
    const { most, least } = stretchOf(TURNED);
    expect(most).toBeCloseTo(Math.sqrt(0.97));
    expect(least).toBeCloseTo(Math.sqrt(0.97));
  });

  it("is fitted to points although a third of them goes elsewhere", () => {
    const random = makeRandom(7);
    const any = () => (random() >>> 0) / 2 ** 32;
    const fromX = Float64Array.from({ length: 90 }, () => 100 * any());
    const fromY = Float64Array.from({ length: 90 }, () => 100 * any());
    const there = [...fromX].map((x, i) => apply(TURNED, x, fromY[i] ?? 0));
    const astray = (i: number) => (i % 3 === 0 ? 12 * any() : 0);
    const toX = Float64Array.from(there, ({ x }, i) => x + astray(i));
    const toY = Float64Array.from(there, ({ y }, i) => y + astray(i));
    const fitted = fitAffine({ fromX, fromY, toX, toY });
    for (const [name, value] of Object.entries(TURNED)) {
      const isOffset = name === "x0" || name === "y0";
      const found = fitted?.[name as keyof Affine] ?? Number.NaN;
      expect(Math.abs(found - value)).toBeLessThan(isOffset ? 1 : 0.02);
    }
  });

  it("is fitted to no fewer than twelve points", () => {
    const few = Float64Array.from({ length: 11 }, (_, i) => i * i);
    expect(fitAffine({ fromX: few, fromY: few.toReversed(), toX: few, toY: few })).toBeUndefined();
  });
});

/** A field whose matches are far away at random, but in a box under a transform. */
function fieldWith(by: Affine, box: { left: number; top: number; right: number; bottom: number }) {
  const field: OffsetField = emptyField(200, 160);
  const random = makeRandom(11);
  for (const at of field.costs.keys()) {
    const [x, y] = [MARGIN_PX + (at % field.columns), MARGIN_PX + Math.floor(at / field.columns)];
    const isIn = x >= box.left && x < box.right && y >= box.top && y < box.bottom;
    const there = apply(by, x, y);
    field.costs[at] = 1;
    field.targetX[at] = isIn ? Math.round(there.x) : (random() >>> 0) % 200;
    field.targetY[at] = isIn ? Math.round(there.y) : (random() >>> 0) % 160;
  }
  return field;
}

describe("proposals", () => {
  const box = { left: 30, top: 40, right: 80, bottom: 90 };

  it.each([
    ["moved", { xx: 1, xy: 0, x0: 70, yx: 0, yy: 1, y0: 12 }],
    ["turned", TURNED],
  ])("are the regions that were %s, with their transform", (_, by) => {
    const [first, ...others] = proposalsOf(fieldWith(by, box));
    expect(others).toEqual([]);
    expect(first?.areaPixels).toBeGreaterThan(35 * 35);
    for (const { x, y } of first?.seeds ?? []) {
      const there = apply(first?.transform ?? by, x, y);
      const truth = apply(by, x, y);
      expect(Math.hypot(there.x - truth.x, there.y - truth.y)).toBeLessThan(1);
    }
  });

  it("are as small as a stroke", () => {
    const by = { xx: 1, xy: 0, x0: 60, yx: 0, yy: 1, y0: 30 };
    const stroke = { left: 30, top: 40, right: 80, bottom: 50 };
    const [first] = proposalsOf(fieldWith(by, stroke));
    expect(first?.modalOffset).toEqual({ x: 60, y: 30 });
    expect(first?.areaPixels).toBeGreaterThan(200);
  });

  it("name the offset that most seeds have", () => {
    const by = { xx: 1, xy: 0, x0: -27, yx: 0, yy: 1, y0: 44 };
    expect(proposalsOf(fieldWith(by, box))[0]?.modalOffset).toEqual({ x: -27, y: 44 });
  });

  it("are none where matches are at random, or nearer than a copy can be", () => {
    const near = { xx: 1, xy: 0, x0: 16, yx: 0, yy: 1, y0: 16 };
    expect(proposalsOf(fieldWith(near, box))).toEqual([]);
    expect(proposalsOf(fieldWith(near, { ...box, right: 0 }))).toEqual([]);
  });
});

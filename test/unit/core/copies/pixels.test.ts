import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { componentsOf, hitsOf, keptPixels } from "../../../../core/copies/pixels/components.ts";
import { Correlation } from "../../../../core/copies/pixels/correlation.ts";
import { filled } from "../../../../core/copies/pixels/fill-holes.ts";
import { boxMean, lowPass } from "../../../../core/copies/pixels/filters.ts";
import { localMoments } from "../../../../core/copies/pixels/local-moments.ts";
import { dilated, eroded } from "../../../../core/copies/pixels/morphology.ts";
import { signedDistance } from "../../../../core/copies/pixels/signed-distance.ts";
import { valueAt, warped } from "../../../../core/copies/pixels/warp.ts";
import { planeOf, texture } from "../../../helpers/copied-picture.ts";

/** A drawing: "#" belongs. */
function drawn(...rows: string[]): { pixels: Uint8Array; width: number } {
  const pixels = Uint8Array.from(rows.join(""), (sign) => (sign === "#" ? 1 : 0));
  return { pixels, width: rows[0]?.length ?? 0 };
}

const picture = fc
  .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }))
  .chain(([width, height]) => {
    const length = { minLength: width * height, maxLength: width * height };
    return fc.record({
      width: fc.constant(width),
      values: fc.array(fc.integer({ min: 0, max: 255 }), length),
      radius: fc.integer({ min: 0, max: 5 }),
    });
  });

/** The values in the square around a pixel, as far as they exist. */
function around(values: readonly number[], width: number, at: number, radius: number): number[] {
  const [x, y] = [at % width, Math.floor(at / width)];
  return values.filter(
    (_, other) =>
      Math.abs((other % width) - x) <= radius && Math.abs(Math.floor(other / width) - y) <= radius,
  );
}

describe("by the definition, whatever the size", () => {
  it("a box mean", () => {
    fc.assert(
      fc.property(picture, ({ width, values, radius }) => {
        for (const [at, mean] of boxMean(Float32Array.from(values), width, radius).entries()) {
          const near = around(values, width, at, radius);
          expect(mean).toBeCloseTo(near.reduce((sum, one) => sum + one, 0) / near.length, 2);
        }
      }),
    );
  });

  it("dilation and erosion", () => {
    fc.assert(
      fc.property(picture, ({ width, values, radius }) => {
        const bits = values.map((value) => value & 1);
        const grown = dilated(Uint8Array.from(bits), width, radius);
        const shrunk = eroded(Uint8Array.from(bits), width, radius);
        for (const at of bits.keys()) {
          expect(grown[at]).toBe(Math.max(...around(bits, width, at, radius)));
          expect(shrunk[at]).toBe(Math.min(...around(bits, width, at, radius)));
        }
      }),
    );
  });
});

it("Gauss keeps the mean, spreads a point evenly, and leaves one colour alone", () => {
  const size = { widthPx: 21, heightPx: 21 };
  const values = new Float32Array(441);
  values[10 * 21 + 10] = 1000;
  const spread = lowPass({ ...size, values }, 1.6).values;
  expect(spread.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1000, 1);
  expect(spread[10 * 21 + 13]).toBeCloseTo(spread[7 * 21 + 10] ?? 0, 4);
  expect((spread[10 * 21 + 10] ?? 0) / 1000).toBeCloseTo(1 / (2 * Math.PI * 1.6 ** 2), 3);
  const flat = lowPass({ ...size, values: new Float32Array(441).fill(70) }, 1.6).values;
  expect(flat.every((one) => Math.abs(one - 70) < 1e-3)).toBe(true);
});

it("correlation is that of the pairs", () => {
  const pairs = new Correlation();
  for (const [a, b] of [
    [1, 2],
    [2, 4],
    [3, 5],
    [4, 9],
  ] as const)
    pairs.add(a, b);
  expect(pairs.value).toBeCloseTo(0.9648, 4);
  expect(pairs.firstVariance).toBeCloseTo(1.25);
  expect(new Correlation().value).toBe(0);
});

it("local correlation is 1 of a picture with itself brighter, and near 0 of two textures", () => {
  const [a, b] = [texture(40, 40, 3).values, texture(40, 40, 4).values];
  const same = localMoments(
    a,
    a.map((one) => 0.5 * one + 30),
    40,
    1e-3,
  ).correlation;
  expect(same.every((one) => one > 0.999)).toBe(true);
  const other = localMoments(a, b, 40, 1e-3).correlation;
  expect(Math.abs(other.reduce((sum, one) => sum + one, 0) / other.length)).toBeLessThan(0.3);
});

describe("a picture is read", () => {
  const ramp = planeOf(30, 20, (x, y) => 3 * x + 4 * y);

  it("between its pixels along a ramp, and beyond its edges as at them", () => {
    expect(valueAt(ramp, 10.25, 5.5)).toBeCloseTo(30.75 + 22, 4);
    expect(valueAt(ramp, -5, 3)).toBeCloseTo(12, 4);
  });

  it("where a transform goes, as far as that is on it", () => {
    const by = { xx: 1, xy: 0, x0: 26, yx: 0, yy: 1, y0: -1 };
    const window = { leftPx: 1, topPx: 0, widthPx: 4, heightPx: 2 };
    const { values, isInside } = warped(ramp, by, window);
    expect([...isInside]).toEqual([0, 0, 0, 0, 1, 1, 1, 0]);
    expect([...values]).toEqual([0, 0, 0, 0, 81, 84, 87, 0]);
  });
});

describe("pixels that belong", () => {
  it("hang together by their edges, not by corners", () => {
    const { pixels, width } = drawn("##..#", "#..#.", "..##.");
    const parts = componentsOf(pixels, width);
    expect(parts.areas).toEqual([0, 3, 1, 3]);
    const marked = drawn(".....", "#....", "..##.").pixels;
    expect(hitsOf(parts, marked)).toEqual([0, 1, 0, 2]);
    expect(keptPixels(parts, (part) => part === 3)).toEqual(
      drawn(".....", "...#.", "..##.").pixels,
    );
  });

  it("have no holes once those are filled, but keep their bays", () => {
    const { pixels, width } = drawn("#####", "#.#.#", "###..", "...##");
    expect(filled(pixels, width)).toEqual(drawn("#####", "###.#", "###..", "...##").pixels);
  });

  it("have a distance to their border, below 0 within", () => {
    const { pixels, width } = drawn(".......", ".#####.", ".#####.", ".#####.", ".......");
    const distance = signedDistance(pixels, width);
    expect(distance[2 * 7 + 3]).toBe(-1.5);
    expect(distance[1 * 7 + 3]).toBe(-0.5);
    expect(distance[0 * 7 + 3]).toBe(0.5);
    expect(distance[0]).toBeCloseTo(Math.SQRT2 - 0.5);
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MaskError } from "../../../../core/evaluation/mask-error.ts";
import { overlap, pixelAuc } from "../../../../core/evaluation/pixel-scores.ts";

const maskOf = (bits: readonly number[]) => ({
  width: bits.length,
  height: 1,
  values: Uint8Array.from(bits, (bit) => 255 * bit),
});
const scoresOf = (map: readonly number[], bits: readonly number[]) => ({
  ...overlap([Float32Array.from(map)], 0.5, maskOf(bits)),
  auc: pixelAuc([Float32Array.from(map)], maskOf(bits)),
});

describe("by hand", () => {
  it("TP 2, FP 1, FN 1, TN 2", () => {
    const scores = scoresOf([0.9, 0.6, 0.5, 0.7, 0.1, 0.2], [1, 1, 1, 0, 0, 0]);
    // Of nine pairs: 0.9 wins three, 0.6 and 0.5 win two each.
    expect(scores).toEqual({ f1: 4 / 6, iou: 2 / 4, auc: 7 / 9 });
  });

  it("nothing flagged finds nothing, and a flat map ranks nothing", () => {
    expect(scoresOf([0.5, 0.5, 0.5], [1, 0, 0])).toEqual({ f1: 0, iou: 0, auc: 0.5 });
  });

  it("a mask of ones has no AUC", () => {
    expect(scoresOf([0.9, 0.1], [1, 1])).toEqual({ f1: 2 / 3, iou: 0.5, auc: undefined });
  });
});

it("counts as a slow loop over pixels does, however the map is cut", () => {
  const pixel = fc.record({
    p: fc.integer({ min: 0, max: 8 }).map((i) => i / 8),
    bit: fc.boolean(),
  });
  const image = fc.array(pixel, { minLength: 2, maxLength: 60 });
  fc.assert(
    fc.property(image, fc.nat(60), (pixels, cut) => {
      fc.pre(pixels.some(({ bit }) => bit));
      const map = Float32Array.from(pixels, ({ p }) => p);
      const portions = [map.subarray(0, cut), map.subarray(cut)];
      const mask = maskOf(pixels.map(({ bit }) => Number(bit)));
      const count = (flagged: boolean, bit: boolean) =>
        pixels.filter((one) => one.p > 0.5 === flagged && one.bit === bit).length;
      const [tp, fp, fn] = [count(true, true), count(true, false), count(false, true)];
      const { f1, iou } = overlap(portions, 0.5, mask);
      expect(f1).toBeCloseTo((2 * tp) / (2 * tp + fp + fn), 12);
      expect(iou).toBeCloseTo(tp / (tp + fp + fn), 12);
      expect(pixelAuc(portions, mask)).toBe(pixelAuc([map], mask));
    }),
  );
});

it("takes a mask's bytes above 127 for manipulated", () => {
  const mask = { width: 3, height: 1, values: Uint8Array.of(127, 128, 0) };
  expect(overlap([Float32Array.of(0, 1, 0)], 0.5, mask)).toEqual({ f1: 1, iou: 1 });
});

it.each([
  ["overlap", (map: Float32Array[], bits: number[]) => overlap(map, 0.5, maskOf(bits))],
  ["pixelAuc", (map: Float32Array[], bits: number[]) => pixelAuc(map, maskOf(bits))],
])("%s refuses an empty mask and a map of another size", (_, score) => {
  expect(() => score([Float32Array.of(0.9, 0.1)], [0, 0])).toThrow(MaskError);
  expect(() => score([Float32Array.of(0.9)], [1, 0])).toThrow("of 2 pixels, received 1");
  expect(() => score([Float32Array.of(0.9, 0.1, 0)], [1, 0])).toThrow("of 2 pixels, received 3");
});

import { expect, it } from "vitest";
import { extentIn, shownOf } from "../../core/scan/model-view.ts";

const view = { size: 8, kernel: "lanczos3" } as const;

it.each([
  ["resize", [5, 30], [8, 8]],
  ["pad", [5, 30], [5, 8]],
  ["pad", [8, 7], [8, 7]],
  ["pad", [100, 9], [8, 8]],
] as const)("%s shows %j pixels as %j", (fit, [width, height], [shownWidth, shownHeight]) => {
  const extent = extentIn({ ...view, fit }, { width, height });
  expect(extent).toEqual({ width: shownWidth, height: shownHeight });
});

it("of a map, the upper left is the image", () => {
  const map = { width: 3, height: 2, values: Float32Array.of(0, 0.125, 0.25, 0.375, 0.5, 0.625) };
  expect(shownOf(map, { width: 2, height: 2 })).toEqual({
    width: 2,
    height: 2,
    values: Float32Array.of(0, 0.125, 0.375, 0.5),
  });
  expect(shownOf(map, { width: 3, height: 2 })).toBe(map);
  expect(() => shownOf(map, { width: 3, height: 3 })).toThrow("of 3×2, expected at least 3×3");
});

import { describe, expect, it } from "vitest";
import { driftOf, trendOf } from "../../soak/trend.ts";

/** At x = 0, 1, 2 … */
const points = (...values: number[]) => values.map((y, x) => ({ x, y }));

describe("trendOf", () => {
  it("of points on a line is that line, without an error", () => {
    expect(trendOf(points(7, 9, 11, 13))).toEqual({ slope: 2, standardError: 0 });
  });

  it("is the least squares and their standard error where neighbours err to either side", () => {
    // Means 1.5 and 1, Sxx = 5, Sxy = 3; residuals -0.1, 0.3, -0.3, 0.1: √(0.2 / 2 / 5).
    const { slope, standardError } = trendOf(points(0, 1, 1, 2));
    expect(slope).toBeCloseTo(0.6, 12);
    expect(standardError).toBeCloseTo(Math.sqrt(0.02), 12);
  });

  it("is less sure where neighbours err to the same side", () => {
    // Residuals ⅓, ⅓, -⅔, -⅔, ⅓, ⅓: squares 4/3, products of neighbours 2/9, so ρ = 1/6; Sxx = 17.5.
    const { slope, standardError } = trendOf(points(1, 1, 0, 0, 1, 1));
    expect(slope).toBeCloseTo(0, 12);
    expect(standardError).toBeCloseTo(Math.sqrt((4 / 3 / 4 / 17.5) * (7 / 6 / (5 / 6))), 12);
  });

  it("does not ask in which unit or from where x counts", () => {
    const shifted = [5, 5.5, 6, 6.5].map((x, index) => ({ x, y: [0, 1, 1, 2][index] ?? 0 }));
    expect(trendOf(shifted).slope).toBeCloseTo(1.2, 12);
  });

  it("needs three points that are not at one x", () => {
    expect(() => trendOf(points(1, 2))).toThrow("expected three points at several x, received 2");
    const same = [1, 2, 3].map((y) => ({ x: 4, y }));
    expect(() => trendOf(same)).toThrow("expected three points at several x");
  });
});

describe("driftOf", () => {
  it("compares the rates of the first and the last third", () => {
    // 10 each step, then 20, then 5.
    expect(driftOf(points(0, 10, 20, 40, 60, 65, 70))).toEqual({ first: 10, last: 5, ratio: 0.5 });
  });

  it("is 1 at a steady rate, whatever is left between the thirds", () => {
    expect(driftOf(points(3, 7, 11, 15, 19)).ratio).toBe(1);
  });

  it("needs four points", () => {
    expect(() => driftOf(points(1, 2, 3))).toThrow("expected four points, received 3");
  });
});

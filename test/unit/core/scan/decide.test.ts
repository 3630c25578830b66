import { describe, expect, it } from "vitest";
import type { Threshold } from "../../../../core/contracts/model-manifest.ts";
import { analyse } from "../../../../core/scan/analyse.ts";
import { decide as decideBy } from "../../../../core/scan/decide.ts";
import { maskRows } from "../../../../core/scan/probability-map.ts";
import type { ProbabilityMap } from "../../../../core/witness-ports.ts";
import { IMAGE } from "../../../helpers/builders.ts";

const flat = (values: readonly number[]): ProbabilityMap => ({
  width: values.length,
  height: 1,
  values: Float32Array.from(values),
});
const byScore = { value: 0.5, decidedBy: "score" } as const;
const byRobustScore = { value: 0.5, decidedBy: "robustScore" } as const;

const decide = (network: ProbabilityMap, threshold: Threshold) =>
  decideBy({ network }, { threshold });

describe("decide", () => {
  it("scores by the hottest pixel, and robustly by the mean of the top thousandth", () => {
    const values = Array.from({ length: 2001 }, (_, i) => (i < 3 ? [0.25, 1, 0.75][i] : 0) ?? 0);
    const scores = { maximum: 1, topMean: 2 / 3 };
    expect(decide(flat(values), byScore)).toMatchObject({
      ...{ score: 1, threshold: 0.5, decidedBy: "network" },
      witnesses: { network: { score: 1, scoredBy: "maximum", ...scores } },
    });
    expect(decide(flat(values), byRobustScore)).toMatchObject({
      score: 2 / 3,
      witnesses: { network: { score: 2 / 3, scoredBy: "topMean", ...scores } },
    });
  });

  it("says manipulated strictly above the threshold, by the score that decides", () => {
    expect(decide(flat([0, 0.5]), byScore).label).toBe("authentic");
    expect(decide(flat([0, 0.75]), byScore).label).toBe("manipulated");
    const hotPixel = flat([1, ...Array(1500).fill(0)]);
    expect(decide(hotPixel, byScore).label).toBe("manipulated");
    expect(decide(hotPixel, byRobustScore).label).toBe("authentic");
  });

  it.each([[[Number.NaN]], [[-0.1]], [[1.5]], [[]]])("refuses %j", (values) => {
    expect(() => decide(flat(values), byScore)).toThrow(RangeError);
  });

  it("refuses a map that is not its size", () => {
    expect(() => decide({ ...flat([0, 1]), height: 2 }, byScore)).toThrow(/2 values, expected 2×2/);
  });
});

it("counts fraction and regions on the very pixels of the mask", () => {
  const values = Float32Array.from({ length: 64 }, (_, i) => ((i * 37) % 64) / 63);
  const image = { ...IMAGE, width: 101, height: 67 };
  const { findings, map } = analyse({ network: { width: 8, height: 8, values } }, image, {
    threshold: byScore,
  });
  const mask = Array.from(maskRows(map, 101, 67), (row) => [...row]).flat();
  const marked = mask.filter((value) => value >= 128).length;
  expect(findings.manipulatedFraction).toBe(marked / mask.length);
  expect(findings.regions.reduce((sum, { areaPixels }) => sum + areaPixels, 0)).toBe(marked);
  expect(marked).toBeGreaterThan(0);
});

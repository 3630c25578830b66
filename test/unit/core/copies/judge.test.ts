import { describe, expect, it } from "vitest";
import type { CopyAcceptance } from "../../../../core/contracts/model-manifest.ts";
import { levelOf } from "../../../../core/copies/judge/acceptance.ts";
import { FEATURES, featuresOf } from "../../../../core/copies/judge/features.ts";
import { fittedAcceptance } from "../../../../core/copies/judge/fitted-acceptance.ts";
import type { CopyEvidence } from "../../../../core/witness-ports.ts";
import { COPY_ACCEPTANCE } from "../../../helpers/fixtures.ts";

const EXACT: CopyEvidence = {
  zncc: 0.97,
  lowContrastZncc: 0.98,
  ringZncc: 0.02,
  besideLikeness: 0.03,
  aroundLikeness: 0.01,
  thirdPlaceLikeness: 0.05,
  flatShare: 0,
  others: 0,
  agreement: 0.8,
  gap: 0.6,
  overlap: 0,
  anisotropy: 1,
  brightnessStep: 0,
  areaPixels: 4000,
  isResampled: false,
  jpegQuality: 100,
};
/** What is left of one in a JPEG. */
const WEAK: CopyEvidence = { ...EXACT, zncc: 0.52, lowContrastZncc: 0.42, jpegQuality: 75 };

const acceptance = fittedAcceptance(COPY_ACCEPTANCE);
const { confidenceOf } = acceptance;

/** All weights are 0 but those that are given. */
function weighing(weights: Readonly<Record<string, number>>): CopyAcceptance {
  const none = Object.fromEntries(FEATURES.map((name) => [name, 0]));
  return {
    intercept: 0,
    weights: { ...none, ...weights },
    levels: { certain: 0.9, hint: 0.5 },
  };
}

describe("the acceptance that was fitted", () => {
  it("is sure of an exact copy", () => {
    expect(levelOf(confidenceOf(EXACT), acceptance)).toBe("certain");
  });

  it.each<[string, Partial<CopyEvidence>]>([
    ["lies on itself", { overlap: 0.16 }],
    ["is distorted", { anisotropy: 1.16 }],
    ["is too small", { areaPixels: 149 }],
    ["is as alike a few pixels beside", { gap: 0.04 }],
    ["is hardly alike", { zncc: 0.24 }],
    ["is more like other places", { agreement: 0.09 }],
    ["has noise of its own", { lowContrastZncc: 0.04 }],
  ])("refuses what %s", (_, change) => {
    expect(confidenceOf({ ...EXACT, ...change })).toBe(0);
  });

  it.each<[string, Partial<CopyEvidence>]>([
    ["often more like other places", { agreement: 0.2 }],
    ["small", { areaPixels: 500 }],
    ["less alike where contrast is low", { lowContrastZncc: 0.25 }],
    ["alike beside it", { ringZncc: 0.5 }],
    ["as bright beside it", { besideLikeness: 0.5 }],
    ["as bright around it", { aroundLikeness: 0.5 }],
    ["there a third time", { thirdPlaceLikeness: 0.5 }],
    ["one of many pairs", { others: 4 }],
    ["on a ground without noise", { flatShare: 0.4 }],
    ["brighter on one side", { brightnessStep: 5 }],
    ["somewhat distorted", { anisotropy: 1.05 }],
    ["in part itself", { overlap: 0.1 }],
  ])("is less sure of what is %s", (_, change) => {
    expect(confidenceOf({ ...WEAK, ...change })).toBeLessThan(confidenceOf(WEAK));
  });

  it("tells no pattern: alike beside it, around it and a third time", () => {
    const likeness = { ringZncc: 0.3, besideLikeness: 0.6, aroundLikeness: 0.5 };
    const noise = { lowContrastZncc: 0.8, thirdPlaceLikeness: 0.7 };
    const pattern = { ...EXACT, ...likeness, ...noise, others: 1 };
    expect(levelOf(confidenceOf(pattern), acceptance)).toBeUndefined();
  });

  it("is not certain of an icon that a page draws twice, and tells none of many", () => {
    const drawn = { ...EXACT, zncc: 1, lowContrastZncc: 1, flatShare: 0.6 };
    const levelAmong = (others: number) => levelOf(confidenceOf({ ...drawn, others }), acceptance);
    expect([0, 11].map(levelAmong)).toEqual(["hint", undefined]);
  });

  it("doubts what is the same in a file that was saved badly: so are letters alone", () => {
    const saved = { ...WEAK, lowContrastZncc: 0.9 };
    expect(confidenceOf({ ...saved, lowContrastZncc: 1 })).toBeLessThan(confidenceOf(saved));
  });

  it("asks less of a file that was saved worse", () => {
    expect(confidenceOf(WEAK)).toBeGreaterThan(confidenceOf({ ...WEAK, jpegQuality: 95 }));
  });

  it("has two levels", () => {
    const { certain, hint } = acceptance.levels;
    const levelAt = (confidence: number) => levelOf(confidence, acceptance);
    expect([hint, hint + 1e-6, certain, certain + 1e-6].map(levelAt)).toEqual([
      ...[undefined, "hint", "hint", "certain"],
    ]);
  });

  it("is a logistic function of the features", () => {
    const { confidenceOf: half } = fittedAcceptance(weighing({}));
    expect(half(EXACT)).toBe(0.5);
    const { confidenceOf: resampled } = fittedAcceptance(weighing({ resampled: 1 }));
    expect(resampled({ ...EXACT, isResampled: true })).toBeCloseTo(Math.E / (1 + Math.E));
  });

  it("needs a weight for each feature, and no other", () => {
    const { ring: _, ...without } = COPY_ACCEPTANCE.weights;
    for (const weights of [without, { ...COPY_ACCEPTANCE.weights, luck: 1 }]) {
      expect(() => fittedAcceptance({ ...COPY_ACCEPTANCE, weights })).toThrow(
        "expected weights of",
      );
    }
  });

  it.each(FEATURES)("has a finite %s of the worst evidence", (name) => {
    const worst = { ...EXACT, zncc: -1, lowContrastZncc: 1, flatShare: 1, jpegQuality: 1 };
    expect(featuresOf(worst)[name]).toSatisfy(Number.isFinite);
  });
});

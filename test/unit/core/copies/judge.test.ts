import { describe, expect, it } from "vitest";
import { levelOf } from "../../../../core/copies/judge/acceptance.ts";
import { barAcceptance, DEFAULT_RULE } from "../../../../core/copies/judge/bar-rule.ts";
import { borderStep } from "../../../../core/copies/judge/border-step.ts";
import type { Plane } from "../../../../core/copies/pixels/plane.ts";
import type { CopyEvidence } from "../../../../core/witness-ports.ts";
import { texture, truthOf, withCopy } from "../../../helpers/copied-picture.ts";

const EXACT: CopyEvidence = {
  zncc: 0.97,
  lowContrastZncc: 0.98,
  ringZncc: 0.02,
  gap: 0.6,
  overlap: 0,
  anisotropy: 1,
  brightnessStep: 0,
  areaPixels: 4000,
  isResampled: false,
};
const { confidenceOf } = barAcceptance();

describe("the rule", () => {
  it("is sure of an exact copy", () => {
    expect(confidenceOf(EXACT)).toBe(1);
  });

  it.each<[string, Partial<CopyEvidence>]>([
    ["goes on beyond its border, as patterns do", { ringZncc: 0.31 }],
    ["lies on itself", { overlap: 0.16 }],
    ["is distorted", { anisotropy: 1.09 }],
    ["is too small", { areaPixels: 249 }],
    ["is as alike a few pixels beside", { gap: 0.14 }],
  ])("refuses what %s", (_, change) => {
    expect(confidenceOf({ ...EXACT, ...change })).toBe(0);
  });

  it.each<[string, Partial<CopyEvidence>]>([
    ["less alike", { zncc: 0.7 }],
    ["less alike where contrast is low", { lowContrastZncc: 0.5 }],
    ["hardly better than beside", { gap: 0.2 }],
    ["brighter on one side", { brightnessStep: 30 }],
    ["small", { zncc: 0.75, lowContrastZncc: 0.7, areaPixels: 300 }],
  ])("is less sure of what is %s", (_, change) => {
    expect(confidenceOf({ ...EXACT, ...change })).toBeLessThan(0.7);
  });

  it("asks more of what was resampled", () => {
    const weak = { ...EXACT, zncc: 0.72, lowContrastZncc: 0.7 };
    const difference = confidenceOf(weak) - confidenceOf({ ...weak, isResampled: true });
    expect(difference).toBeCloseTo(DEFAULT_RULE.resampledRise / DEFAULT_RULE.zncc.scale);
  });

  it("has two levels", () => {
    const levelAt = (confidence: number) => levelOf(confidence, barAcceptance());
    expect([0.24, 0.25, 0.59, 0.6].map(levelAt)).toEqual([undefined, "hint", "hint", "certain"]);
  });

  it("takes other coefficients", () => {
    const patient = { ...DEFAULT_RULE, limits: { ...DEFAULT_RULE.limits, ringZncc: 0.5 } };
    expect(barAcceptance(patient).confidenceOf({ ...EXACT, ringZncc: 0.4 })).toBeGreaterThan(0.6);
  });
});

describe("the step at a border", () => {
  const copying = { from: [70, 80], to: [180, 110], radiusPx: 36 } as const;
  const picture = withCopy(texture(260, 190), copying);
  const stepOf = (gray: Plane, isIn: Float32Array) =>
    borderStep(gray, { leftPx: 0, topPx: 0, ...gray, values: Uint8Array.from(isIn) });

  it("is higher where something was pasted than where it was taken from", () => {
    const { source, copy } = truthOf(picture, copying);
    const ratio = (stepOf(picture, copy) ?? 0) / (stepOf(picture, source) ?? 1);
    expect(Math.log(ratio)).toBeGreaterThan(0.1);
  });

  it("is unknown of a region without an outside", () => {
    expect(stepOf(picture, new Float32Array(260 * 190).fill(1))).toBeUndefined();
  });
});

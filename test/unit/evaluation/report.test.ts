import { expect, it } from "vitest";
import type { Measurement } from "../../../core/evaluation/measurement.ts";
import { reportOf } from "../../../core/evaluation/report.ts";

const DECIDED_BY_ROBUST = { value: 0.7, decidedBy: "robustScore" } as const;

const manipulated = (score: number, f1: number, auc?: number): Measurement => {
  const pixel = { f1, iou: f1 / 2, ...(auc !== undefined && { auc }) };
  return {
    ...{ truth: "manipulated", score, robustScore: score - 0.1 },
    ...(f1 > 0 && { pixel }),
    nativePixel: pixel,
  };
};
const authentic = (score: number, area: number): Measurement => ({
  ...{ truth: "authentic", score, robustScore: score - 0.1 },
  falsePositiveArea: area,
  nativeFalsePositiveArea: area / 2,
});

it("is the mean over the images that have a value, and the rates of both classes", () => {
  const measurements = [
    ...[manipulated(0.9, 0.5, 0.75), authentic(0.4, 0.25), manipulated(0.8, 0.75)],
    ...[authentic(0.8, 0), manipulated(0.3, 0, 0.25), authentic(0.5, 0.25)],
  ];
  const report = reportOf(measurements, DECIDED_BY_ROBUST);
  expect(report).toEqual({
    manipulatedCount: 3,
    authenticCount: 3,
    pixel: {
      f1: { value: 0.625, count: 2 },
      iou: { value: 0.3125, count: 2 },
      auc: { value: 0.75, count: 1 },
    },
    nativePixel: {
      f1: { value: 1.25 / 3, count: 3 },
      iou: { value: 0.625 / 3, count: 3 },
      auc: { value: 0.5, count: 2 },
    },
    // Of nine pairs 0.9 wins three, 0.8 two and a half, 0.3 none. 0.5 is not above 0.5.
    score: {
      ...{ auc: { value: 5.5 / 9, count: 6 }, threshold: 0.5 },
      truePositiveRate: { value: 2 / 3, count: 3 },
      falsePositiveRate: { value: 1 / 3, count: 3 },
    },
    // 0.8 - 0.1 in floating point is a little above 0.7, in both classes.
    robustScore: {
      ...{ auc: { value: 5.5 / 9, count: 6 }, threshold: 0.7 },
      truePositiveRate: { value: 2 / 3, count: 3 },
      falsePositiveRate: { value: 1 / 3, count: 3 },
    },
    falsePositiveArea: { mean: { value: 0.5 / 3, count: 3 } },
    nativeFalsePositiveArea: { mean: { value: 0.25 / 3, count: 3 } },
  });
});

it("has null for what a set cannot say", () => {
  const onlyAuthentic = reportOf([authentic(0.4, 0)], DECIDED_BY_ROBUST);
  expect(onlyAuthentic).toMatchObject({ pixel: null, nativePixel: null });
  expect(onlyAuthentic.score).toMatchObject({ auc: null, truePositiveRate: null });
  expect(onlyAuthentic.score.falsePositiveRate).toEqual({ value: 0, count: 1 });
  const onlyManipulated = reportOf([manipulated(0.9, 0.5)], DECIDED_BY_ROBUST);
  expect(onlyManipulated).toMatchObject({ pixel: { auc: null }, falsePositiveArea: null });
  expect(onlyManipulated.score).toMatchObject({ auc: null, falsePositiveRate: null });
});

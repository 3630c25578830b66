import { expect, it } from "vitest";
import type { Measurement } from "../../../../core/evaluation/measurement.ts";
import { reportOf } from "../../../../core/evaluation/report.ts";
import { networkSaying } from "../../../helpers/builders.ts";

const DECIDED_BY_ROBUST = { value: 0.7, decidedBy: "robustScore" } as const;
const HISTORY_THRESHOLD = 0.6;
const stateOf = (isFound: boolean) => (isFound ? ("found" as const) : ("nothing" as const));

/** What history says of an image: its score, or nothing where there was no evidence. */
type History = { readonly score?: number } | undefined;

function imageOf(score: number, history: History) {
  const robustScore = score - 0.1;
  const isFound = robustScore > 0.7;
  const isRemembered = (history?.score ?? 0) > HISTORY_THRESHOLD;
  const network = {
    ...networkSaying(stateOf(isFound), robustScore, 0.7),
    ...{ scoredBy: "topMean" as const, maximum: score },
  };
  const other = { state: stateOf(isRemembered), threshold: HISTORY_THRESHOLD, ...history };
  return {
    ...{ score: robustScore, threshold: 0.7, decidedBy: "network" as const },
    label: isFound || isRemembered ? ("manipulated" as const) : ("authentic" as const),
    witnesses: { network, ...(history && { history: other }) },
  };
}

const manipulated = (score: number, f1: number, auc?: number, history?: History): Measurement => {
  const pixel = { f1, iou: f1 / 2, ...(auc !== undefined && { auc }) };
  return {
    ...{ truth: "manipulated", ...imageOf(score, history) },
    ...(f1 > 0 && { pixel }),
    nativePixel: pixel,
  };
};
const authentic = (score: number, area: number, history?: History): Measurement => ({
  ...{ truth: "authentic", ...imageOf(score, history) },
  falsePositiveArea: area,
  nativeFalsePositiveArea: area / 2,
});

it("is the mean over the images that have a value, and the rates of both classes", () => {
  const measurements = [
    ...[manipulated(0.9, 0.5, 0.75), authentic(0.4, 0.25), manipulated(0.8, 0.75)],
    ...[authentic(0.8, 0), manipulated(0.3, 0, 0.25), authentic(0.5, 0.25)],
  ];
  const report = reportOf(measurements, DECIDED_BY_ROBUST);
  const { networkScores, witnesses, together } = report;
  expect(witnesses).toEqual({ network: networkScores.topMean, history: null, copies: null });
  const { truePositiveRate, falsePositiveRate } = networkScores.topMean;
  expect(together).toEqual({ truePositiveRate, falsePositiveRate });
  expect(report).toMatchObject({
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
    networkScores: {
      maximum: {
        ...{ auc: { value: 5.5 / 9, count: 6 }, threshold: 0.5 },
        truePositiveRate: { value: 2 / 3, count: 3 },
        falsePositiveRate: { value: 1 / 3, count: 3 },
      },
      // 0.8 - 0.1 in floating point is a little above 0.7, in both classes.
      topMean: {
        ...{ auc: { value: 5.5 / 9, count: 6 }, threshold: 0.7 },
        truePositiveRate: { value: 2 / 3, count: 3 },
        falsePositiveRate: { value: 1 / 3, count: 3 },
      },
    },
    falsePositiveArea: { mean: { value: 0.5 / 3, count: 3 } },
    nativeFalsePositiveArea: { mean: { value: 0.25 / 3, count: 3 } },
  });
});

it("has null for what a set cannot say", () => {
  const onlyAuthentic = reportOf([authentic(0.4, 0)], DECIDED_BY_ROBUST);
  expect(onlyAuthentic).toMatchObject({ pixel: null, nativePixel: null });
  expect(onlyAuthentic.networkScores.maximum).toMatchObject({ auc: null, truePositiveRate: null });
  expect(onlyAuthentic.networkScores.maximum.falsePositiveRate).toEqual({ value: 0, count: 1 });
  const onlyManipulated = reportOf([manipulated(0.9, 0.5)], DECIDED_BY_ROBUST);
  expect(onlyManipulated).toMatchObject({ pixel: { auc: null }, falsePositiveArea: null });
  expect(onlyManipulated.networkScores.maximum).toMatchObject({
    auc: null,
    falsePositiveRate: null,
  });
});

it("says of history what it found, of those it could score, and what all found together", () => {
  const report = reportOf(
    [
      ...[manipulated(0.9, 1, 1, { score: 0.5 }), manipulated(0.3, 1, 1, { score: 0.8 })],
      ...[manipulated(0.3, 1, 1, {}), authentic(0.3, 0, { score: 0.7 }), authentic(0.3, 0, {})],
    ],
    DECIDED_BY_ROBUST,
  );
  expect(report.witnesses.history).toEqual({
    // 0.8 is above 0.7, 0.5 is not; two images have no score.
    ...{ auc: { value: 0.5, count: 3 }, threshold: HISTORY_THRESHOLD },
    truePositiveRate: { value: 1 / 3, count: 3 },
    falsePositiveRate: { value: 1 / 2, count: 2 },
  });
  expect(report.witnesses.network).toMatchObject({ truePositiveRate: { value: 1 / 3, count: 3 } });
  expect(report.together).toEqual({
    truePositiveRate: { value: 2 / 3, count: 3 },
    falsePositiveRate: { value: 1 / 2, count: 2 },
  });
});

it("ranks pictures whose network looks at tiles by how far its view lies above its own threshold", () => {
  const seenIn = (view: "frame" | "tiles", score: number, threshold: number) => ({
    ...networkSaying(stateOf(score > threshold), score, threshold),
    ...{ view, views: { frame: { score, threshold }, tiles: { score, threshold, count: 2 } } },
  });
  const withNetwork = (one: Measurement, network: ReturnType<typeof seenIn>): Measurement => ({
    ...one,
    witnesses: { network },
  });
  const { witnesses } = reportOf(
    [
      withNetwork(manipulated(0.9, 0.5), seenIn("tiles", 0.6, 0.5)),
      withNetwork(authentic(0.9, 0.1), seenIn("frame", 0.65, 0.7)),
    ],
    DECIDED_BY_ROBUST,
  );
  expect(witnesses.network).toMatchObject({
    auc: { value: 1, count: 2 },
    truePositiveRate: { value: 1 },
    falsePositiveRate: { value: 0 },
    threshold: 0.7,
  });
});

import type { DecidingScore, Threshold } from "../contracts/model-manifest.ts";
import type {
  AuthenticMeasurement,
  ManipulatedMeasurement,
  Measurement,
  PixelScores,
} from "./measurement.ts";
import { countAbove, rocAuc } from "./roc-auc.ts";

/** A mean, a rate or an AUC over `count` images. */
export interface Figure {
  readonly value: number;
  readonly count: number;
}

/** Means over manipulated images, at one size. `auc` leaves out those whose mask marks every pixel. */
export interface PixelReport {
  readonly f1: Figure;
  readonly iou: Figure;
  readonly auc: Figure | null;
}

/** Of one score; the rates are at `threshold`, strict. Null where a class is absent. */
export interface ImageReport {
  readonly auc: Figure | null;
  readonly threshold: number;
  readonly truePositiveRate: Figure | null;
  readonly falsePositiveRate: Figure | null;
}

/** Flagged fraction of authentic images' pixels. */
export interface FalsePositiveArea {
  readonly mean: Figure;
}

/** A part of what `python -m evaluation` reports, under the same names; fractions in [0, 1]. */
export interface Report {
  readonly manipulatedCount: number;
  readonly authenticCount: number;
  /** At the model's size. */
  readonly pixel: PixelReport | null;
  /** At each image's own size. */
  readonly nativePixel: PixelReport | null;
  readonly score: ImageReport;
  readonly robustScore: ImageReport;
  readonly falsePositiveArea: FalsePositiveArea | null;
  readonly nativeFalsePositiveArea: FalsePositiveArea | null;
}

/** Of the paper's image decision (section 4.1), for the score that the model does not decide by. */
const PAPER_THRESHOLD = 0.5;

/** `threshold`: what decides with this model. */
export function reportOf(measurements: readonly Measurement[], threshold: Threshold): Report {
  const manipulated = measurements.filter((one) => one.truth === "manipulated");
  const authentic = measurements.filter((one) => one.truth === "authentic");
  const image = (name: DecidingScore) => imageReport(name, manipulated, authentic, threshold);
  return {
    manipulatedCount: manipulated.length,
    authenticCount: authentic.length,
    pixel: pixelReport(manipulated.map(({ pixel }) => pixel)),
    nativePixel: pixelReport(manipulated.map(({ nativePixel }) => nativePixel)),
    score: image("score"),
    robustScore: image("robustScore"),
    falsePositiveArea: areaReport(authentic.map((one) => one.falsePositiveArea)),
    nativeFalsePositiveArea: areaReport(authentic.map((one) => one.nativeFalsePositiveArea)),
  };
}

function pixelReport(scores: readonly (PixelScores | undefined)[]): PixelReport | null {
  const f1 = meanOf(scores.map((one) => one?.f1));
  const iou = meanOf(scores.map((one) => one?.iou));
  return f1 && iou && { f1, iou, auc: meanOf(scores.map((one) => one?.auc)) };
}

function imageReport(
  name: DecidingScore,
  manipulated: readonly ManipulatedMeasurement[],
  authentic: readonly AuthenticMeasurement[],
  { value, decidedBy }: Threshold,
): ImageReport {
  const positives = Float64Array.from(manipulated, (one) => one[name]).sort();
  const negatives = Float64Array.from(authentic, (one) => one[name]).sort();
  const threshold = name === decidedBy ? value : PAPER_THRESHOLD;
  return {
    auc: aucOf(positives, negatives),
    threshold,
    truePositiveRate: rateAbove(positives, threshold),
    falsePositiveRate: rateAbove(negatives, threshold),
  };
}

function aucOf(positives: Float64Array, negatives: Float64Array): Figure | null {
  if (positives.length === 0 || negatives.length === 0) return null;
  return { value: rocAuc(positives, negatives), count: positives.length + negatives.length };
}

function rateAbove(scores: Float64Array, threshold: number): Figure | null {
  if (scores.length === 0) return null;
  return { value: countAbove(scores, threshold) / scores.length, count: scores.length };
}

function areaReport(areas: readonly number[]): FalsePositiveArea | null {
  const mean = meanOf(areas);
  return mean && { mean };
}

/** Of the values that are there. */
function meanOf(values: readonly (number | undefined)[]): Figure | null {
  const present = values.filter((value) => value !== undefined);
  if (present.length === 0) return null;
  const sum = present.reduce((total, value) => total + value, 0);
  return { value: sum / present.length, count: present.length };
}

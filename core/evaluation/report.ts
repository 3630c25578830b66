import { marginOf } from "../contracts/findings/deciding-witness.ts";
import { NETWORK_SCORE_OF, type Threshold } from "../contracts/model-manifest.ts";
import type { NetworkScore } from "../contracts/witnesses.ts";
import type {
  AuthenticMeasurement,
  ManipulatedMeasurement,
  Measurement,
  PixelScores,
} from "./measurement.ts";
import { rocAuc } from "./roc-auc.ts";

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

/** Shares of both classes that are flagged. Null where a class is absent. */
export interface Rates {
  readonly truePositiveRate: Figure | null;
  readonly falsePositiveRate: Figure | null;
}

/** Of one score; the rates are at `threshold`, strict, and an image without the score is not flagged. */
export interface ImageReport extends Rates {
  /** Of the images that have the score. */
  readonly auc: Figure | null;
  readonly threshold: number;
}

/** Flagged fraction of authentic images' pixels. */
export interface FalsePositiveArea {
  readonly mean: Figure;
}

/** A part of what `python -m evaluation` reports, under the names of verdicts; fractions in [0, 1]. */
export interface Report {
  readonly manipulatedCount: number;
  readonly authenticCount: number;
  /** At the map's size, which is the model's where the network is the only witness. */
  readonly pixel: PixelReport | null;
  /** At each image's own size. */
  readonly nativePixel: PixelReport | null;
  /** Each of the network's two scores, whichever decides. */
  readonly networkScores: { readonly [Score in NetworkScore]: ImageReport };
  /** Each by the score and the threshold that it decides by; null: it did not take part. */
  readonly witnesses: {
    readonly network: ImageReport;
    readonly history: ImageReport | null;
    readonly copies: ImageReport | null;
  };
  /** By the label. */
  readonly together: Rates;
  readonly falsePositiveArea: FalsePositiveArea | null;
  readonly nativeFalsePositiveArea: FalsePositiveArea | null;
}

/** Of the paper's image decision (section 4.1), for the score that the model does not decide by. */
const PAPER_THRESHOLD = 0.5;

/** `threshold`: what decides with this model's network. */
export function reportOf(measurements: readonly Measurement[], threshold: Threshold): Report {
  const manipulated = measurements.filter((one) => one.truth === "manipulated");
  const authentic = measurements.filter((one) => one.truth === "authentic");
  const classes = { manipulated, authentic };
  const deciding = NETWORK_SCORE_OF[threshold.decidedBy];
  const image = (name: NetworkScore) => {
    const level = name === deciding ? threshold.value : PAPER_THRESHOLD;
    return imageReport(classes, ({ witnesses }) => witnesses.network[name], level);
  };
  return {
    manipulatedCount: manipulated.length,
    authenticCount: authentic.length,
    pixel: pixelReport(manipulated.map(({ pixel }) => pixel)),
    nativePixel: pixelReport(manipulated.map(({ nativePixel }) => nativePixel)),
    networkScores: { maximum: image("maximum"), topMean: image("topMean") },
    witnesses: {
      network: networkReport(classes, image(deciding)),
      history: witnessReport(classes, "history"),
      copies: witnessReport(classes, "copies"),
    },
    together: ratesOf(classes, ({ label }) => label === "manipulated"),
    falsePositiveArea: areaReport(authentic.map((one) => one.falsePositiveArea)),
    nativeFalsePositiveArea: areaReport(authentic.map((one) => one.nativeFalsePositiveArea)),
  };
}

function pixelReport(scores: readonly (PixelScores | undefined)[]): PixelReport | null {
  const f1 = meanOf(scores.map((one) => one?.f1));
  const iou = meanOf(scores.map((one) => one?.iou));
  return f1 && iou && { f1, iou, auc: meanOf(scores.map((one) => one?.auc)) };
}

interface Classes {
  readonly manipulated: readonly ManipulatedMeasurement[];
  readonly authentic: readonly AuthenticMeasurement[];
}

/**
 * Where tiles are looked at, scores of two views have two thresholds: pictures are ranked by how far the score lies
 * above its own, and flagged where the network found something. `threshold` stays that of the whole picture.
 */
function networkReport(classes: Classes, ofFrame: ImageReport): ImageReport {
  const all = [...classes.manipulated, ...classes.authentic];
  if (all.every(({ witnesses }) => witnesses.network.views === undefined)) return ofFrame;
  return {
    ...ofFrame,
    auc: aucOf(classes, ({ witnesses }) => marginOf(witnesses.network)),
    ...ratesOf(classes, ({ witnesses }) => witnesses.network.state === "found"),
  };
}

function witnessReport(classes: Classes, name: "history" | "copies"): ImageReport | null {
  const all = [...classes.manipulated, ...classes.authentic];
  const threshold = all.find(({ witnesses }) => witnesses[name])?.witnesses[name]?.threshold;
  if (threshold === undefined) return null;
  return imageReport(classes, ({ witnesses }) => witnesses[name]?.score, threshold);
}

type ScoreOf = (one: Measurement) => number | undefined;

function imageReport(classes: Classes, scoreOf: ScoreOf, threshold: number): ImageReport {
  const isFlagged = (one: Measurement) => (scoreOf(one) ?? Number.NEGATIVE_INFINITY) > threshold;
  return { auc: aucOf(classes, scoreOf), threshold, ...ratesOf(classes, isFlagged) };
}

function aucOf({ manipulated, authentic }: Classes, scoreOf: ScoreOf): Figure | null {
  const [positives, negatives] = [sorted(manipulated, scoreOf), sorted(authentic, scoreOf)];
  if (positives.length === 0 || negatives.length === 0) return null;
  return { value: rocAuc(positives, negatives), count: positives.length + negatives.length };
}

function sorted(measurements: readonly Measurement[], scoreOf: ScoreOf): Float64Array {
  return Float64Array.from(measurements.map(scoreOf).filter((one) => one !== undefined)).sort();
}

function ratesOf(
  { manipulated, authentic }: Classes,
  isFlagged: (one: Measurement) => boolean,
): Rates {
  const rate = (all: readonly Measurement[]) => meanOf(all.map((one) => Number(isFlagged(one))));
  return { truePositiveRate: rate(manipulated), falsePositiveRate: rate(authentic) };
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

import type { CopyEvidence } from "../../witness-ports.ts";
import type { OwnEvidence } from "./pair-evidence.ts";

/** What of the evidence is weighed, each so that a line through it fits. */
export const FEATURES = [
  "detail",
  "gap",
  "agreement",
  "size",
  "sharedNoise",
  "resampled",
  "lossiness",
  "ring",
  "beside",
  "around",
  "thirdPlace",
  "others",
  "sameDespiteLoss",
  "flatness",
  "overlap",
  "anisotropy",
  "brightness",
] as const;
export type Feature = (typeof FEATURES)[number];

/** Likeness beyond which more of it says nothing: of what is drawn twice, all is alike. */
const ENOUGH_DETAIL = 0.6;
const ENOUGH_GAP = 0.4;
/** Closer to 1 no two savings leave it. */
const MOST_NOISE = 0.97;
/** Likeness of noise from which a pattern is doubted, and how much of it is at most. */
const SAME_NOISE = 0.9;
const SAMENESS_SHARE = 0.8;
const MOST_BRIGHTNESS = 6;
/** A larger one says nothing more. */
const LARGE_AREA_PIXELS = 5000;

/** Beyond any of these a pair is refused, whatever else speaks for it. */
const MOST = { anisotropy: 1.15, overlap: 0.15 };
const LEAST = { zncc: 0.25, lowContrastZncc: 0.05, areaPixels: 150, gap: 0.05, agreement: 0.1 };

export function isRefused(evidence: OwnEvidence): boolean {
  return (
    evidence.anisotropy > MOST.anisotropy ||
    evidence.overlap > MOST.overlap ||
    evidence.zncc < LEAST.zncc ||
    evidence.lowContrastZncc < LEAST.lowContrastZncc ||
    evidence.areaPixels < LEAST.areaPixels ||
    evidence.gap < LEAST.gap ||
    evidence.agreement < LEAST.agreement
  );
}

export function featuresOf(evidence: CopyEvidence): Readonly<Record<Feature, number>> {
  const flatness = Math.sqrt(evidence.flatShare);
  const lossiness = Math.log(1 + (100 - evidence.jpegQuality) / 5);
  const likeness = within(evidence.lowContrastZncc, 0, MOST_NOISE);
  // Where there is no noise it tells nothing, and saving as JPEG leaves less of it.
  const sharedNoise = ((1 - flatness) * -Math.log(1 - likeness)) / (1 + lossiness);
  // Noise that is all but the same is no pattern's, whatever goes on around.
  const sameness = within((evidence.lowContrastZncc - SAME_NOISE) / (1 - SAME_NOISE), 0, 1);
  const doubt = 1 - SAMENESS_SHARE * (1 - flatness) * sameness;
  return {
    detail: Math.min(evidence.zncc, ENOUGH_DETAIL),
    gap: Math.min(evidence.gap, ENOUGH_GAP),
    agreement: Math.sqrt(evidence.agreement),
    size: Math.log(Math.min(evidence.areaPixels, LARGE_AREA_PIXELS) / LEAST.areaPixels),
    sharedNoise,
    resampled: evidence.isResampled ? 1 : 0,
    lossiness,
    ring: doubt * Math.max(evidence.ringZncc, 0),
    beside: doubt * Math.max(evidence.besideLikeness, 0),
    around: doubt * Math.max(evidence.aroundLikeness, 0),
    thirdPlace: doubt * evidence.thirdPlaceLikeness,
    others: Math.log(1 + evidence.others),
    // Saving as JPEG changes a photograph's copy otherwise than its source, but no two drawn letters.
    sameDespiteLoss: sameness * lossiness,
    flatness,
    overlap: evidence.overlap,
    anisotropy: Math.log(evidence.anisotropy),
    brightness: Math.log(1 + Math.min(evidence.brightnessStep, MOST_BRIGHTNESS)),
  };
}

function within(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}

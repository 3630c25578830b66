import type { CopyEvidence } from "../../witness-ports.ts";

/** What of the evidence is weighed, each so that a line through it fits. */
export const FEATURES = [
  "detail",
  "noise",
  "sharedNoise",
  "area",
  "resampled",
  "lossiness",
  "sharedDespiteLoss",
  "ring",
  "beside",
  "around",
  "thirdPlace",
  "flatness",
  "overlap",
  "anisotropy",
  "brightness",
] as const;
export type Feature = (typeof FEATURES)[number];

/** Likeness beyond which more of it says nothing: of what is drawn twice, all is alike. */
const ENOUGH_DETAIL = 0.6;
const ENOUGH_NOISE = 0.5;
/** Closer to 1 no two savings leave it. */
const MOST_NOISE = 0.97;
const LARGE_PIXELS = 9000;
const MOST_BRIGHTNESS = 6;

/** Beyond any of these a pair is refused, whatever else speaks for it. */
const LIMITS = { anisotropy: 1.15, overlap: 0.3, areaPixels: 250, gap: 0.1 };

export function isRefused(evidence: CopyEvidence): boolean {
  return (
    evidence.anisotropy > LIMITS.anisotropy ||
    evidence.overlap > LIMITS.overlap ||
    evidence.areaPixels < LIMITS.areaPixels ||
    evidence.gap < LIMITS.gap
  );
}

export function featuresOf(evidence: CopyEvidence): Readonly<Record<Feature, number>> {
  const flatness = Math.sqrt(evidence.flatShare);
  const lossiness = Math.log(1 + (100 - evidence.jpegQuality) / 5);
  const likeness = within(evidence.lowContrastZncc, 0, MOST_NOISE);
  const sharedNoise = (1 - flatness) * -Math.log(1 - likeness);
  return {
    detail: Math.min(evidence.zncc, ENOUGH_DETAIL),
    noise: Math.min(evidence.lowContrastZncc, ENOUGH_NOISE),
    sharedNoise,
    area: Math.log(Math.min(evidence.areaPixels, LARGE_PIXELS)),
    resampled: evidence.isResampled ? 1 : 0,
    lossiness,
    sharedDespiteLoss: sharedNoise * lossiness,
    ring: Math.max(evidence.ringZncc, 0),
    beside: Math.max(evidence.besideLikeness, 0),
    around: Math.max(evidence.aroundLikeness, 0),
    thirdPlace: evidence.thirdPlaceLikeness,
    flatness,
    overlap: evidence.overlap,
    anisotropy: Math.log(evidence.anisotropy),
    brightness: Math.log(1 + Math.min(evidence.brightnessStep, MOST_BRIGHTNESS)),
  };
}

function within(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}

import type { CopyEvidence } from "../../witness-ports.ts";
import { eroded } from "../pixels/morphology.ts";
import type { Mask } from "../pixels/plane.ts";
import { indicesOf, quantileOf } from "../pixels/samples.ts";
import type { Picture } from "../screen/seed-match.ts";
import { stretchOf } from "../transform.ts";
import { type Comparison, MIN_DETAIL } from "../verify/compare-sides.ts";
import { isIn } from "../verify/map-region.ts";
import type { Verified } from "../verify/verify-candidate.ts";
import { surroundingsOf } from "./surroundings.ts";
import { thirdPlaceLikeness } from "./third-place.ts";

const MIN_PIXELS = 20;
const INNER_PX = 2;
const MIN_INNER_PIXELS = 60;
/** Of the pixels, those with the least contrast: there a copy has its source's noise. */
const LOW_CONTRAST_SHARE = 0.4;

/** Of a pair by itself. */
export type OwnEvidence = Omit<CopyEvidence, "others">;

/** What the pixels say. */
type PixelEvidence = Omit<OwnEvidence, "agreement" | "jpegQuality">;

/** @param there the region on the other side. @param isTranslation by whole pixels. */
export function evidenceOfPair(
  picture: Picture,
  { side, region, gap, brightnessStep }: Verified,
  there: Mask,
  isTranslation: boolean,
): PixelEvidence {
  const pixels = region.values;
  const all = indicesOf(pixels);
  const textured = all.filter((at) => side.isTextured[at] === 1);
  const { most, least } = stretchOf(side.transform);
  return {
    zncc: meanOf(side, textured, MIN_PIXELS),
    lowContrastZncc: lowContrastZncc(side, region),
    ...surroundingsOf(side, region),
    thirdPlaceLikeness: thirdPlaceLikeness(picture, region, side.transform, isTranslation),
    gap,
    overlap: overlapOf(region, all, there),
    anisotropy: most / least,
    brightnessStep: Math.abs(brightnessStep),
    areaPixels: all.length,
    isResampled: !isTranslation,
  };
}

function lowContrastZncc(side: Comparison, { values, widthPx }: Mask): number {
  const power = (at: number) => side.powerHere[at] ?? 0;
  const inner = indicesOf(
    eroded(values, widthPx, INNER_PX),
    (at) => power(at) > MIN_DETAIL ** 2 && side.isComparable[at] === 1,
  );
  const most = quantileOf(inner, LOW_CONTRAST_SHARE, power);
  return inner.length < MIN_INNER_PIXELS
    ? 0
    : meanOf(
        side,
        inner.filter((at) => power(at) <= most),
        1,
      );
}

/** Mean correlation of detail; 0 of too few. */
function meanOf(side: Comparison, at: readonly number[], minCount: number): number {
  if (at.length < minCount) return 0;
  return at.reduce((sum, i) => sum + (side.detailCorrelation[i] ?? 0), 0) / at.length;
}

/** Share of the region that is the other side too. */
function overlapOf({ leftPx, topPx, widthPx }: Mask, all: readonly number[], there: Mask): number {
  const common = all.filter((at) =>
    isIn(there, leftPx + (at % widthPx), topPx + Math.floor(at / widthPx)),
  );
  return common.length / Math.max(all.length, 1);
}

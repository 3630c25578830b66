import type { GrayImage } from "../ports.ts";
import type { Analysis } from "../scan/analyse.ts";
import { MANIPULATED_LEVEL, maskRows } from "../scan/probability-map.ts";
import { restoreRows } from "../scan/restore.ts";
import { type Overlap, overlap, pixelAuc } from "./pixel-scores.ts";
import { resizeMask } from "./resize-mask.ts";
import { countAbove } from "./roc-auc.ts";

/** Above it a probability counts as manipulated, as in IMDL-BenCo. */
const PIXEL_THRESHOLD = 0.5;

/** What a scan says about one image. */
export interface Evidence extends Pick<Analysis, "probabilities"> {
  readonly findings: ImageFindings & Pick<Analysis["findings"], "manipulatedFraction">;
  /** As the result carries it: the verdict's mask is made of it. */
  readonly map: GrayImage;
}

/** Of the image as a whole. */
type ImageFindings = Pick<
  Analysis["findings"],
  "label" | "score" | "threshold" | "decidedBy" | "witnesses"
>;

export interface PixelScores extends Overlap {
  /** Absent where the mask marks every pixel: there is no other to rank against. */
  readonly auc?: number;
}

export interface ManipulatedMeasurement extends ImageFindings {
  readonly truth: "manipulated";
  /** Absent where nothing is left of the mask at the map's size. */
  readonly pixel?: PixelScores;
  readonly nativePixel: PixelScores;
}

export interface AuthenticMeasurement extends ImageFindings {
  readonly truth: "authentic";
  /** Share of the pixels that are flagged, at the map's size and at the image's. */
  readonly falsePositiveArea: number;
  readonly nativeFalsePositiveArea: number;
}

/** What one image of a set adds to its report. */
export type Measurement = ManipulatedMeasurement | AuthenticMeasurement;

/**
 * `mask`: the truth about a manipulated image, at its own size.
 *
 * @throws MaskError when the mask marks nothing.
 */
export function measureManipulated(evidence: Evidence, mask: GrayImage): ManipulatedMeasurement {
  const { width, height } = evidence.probabilities;
  const small = resizeMask(mask, width, height);
  return {
    ...{ truth: "manipulated", ...imageFindingsOf(evidence) },
    ...(countAbove(small.values, MANIPULATED_LEVEL) > 0 && { pixel: atMapSize(evidence, small) }),
    nativePixel: atNativeSize(evidence, mask),
  };
}

function imageFindingsOf({ findings }: Evidence): ImageFindings {
  const { label, score, threshold, decidedBy, witnesses } = findings;
  return { label, score, threshold, decidedBy, witnesses };
}

function atMapSize({ probabilities: { values } }: Evidence, mask: GrayImage): PixelScores {
  return withAuc(overlap([values], PIXEL_THRESHOLD, mask), pixelAuc([values], mask));
}

/**
 * F1 and IoU of the very bytes of the verdict's mask. AUC of the probabilities behind them: of bytes,
 * everything below 1/510 would be a tie.
 */
function atNativeSize({ map, probabilities }: Evidence, mask: GrayImage): PixelScores {
  const { width, height } = mask;
  return withAuc(
    overlap(maskRows(map, width, height), MANIPULATED_LEVEL, mask),
    pixelAuc(restoreRows(probabilities, width, height), mask),
  );
}

function withAuc(scores: Overlap, auc: number | undefined): PixelScores {
  return auc === undefined ? scores : { ...scores, auc };
}

export function measureAuthentic(evidence: Evidence): AuthenticMeasurement {
  const { values } = evidence.probabilities;
  return {
    ...{ truth: "authentic", ...imageFindingsOf(evidence) },
    falsePositiveArea: countAbove(values, PIXEL_THRESHOLD) / values.length,
    nativeFalsePositiveArea: evidence.findings.manipulatedFraction,
  };
}

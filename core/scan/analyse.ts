import type { ImageFacts } from "../contracts/image-facts.ts";
import type { Threshold } from "../contracts/model-manifest.ts";
import type { Findings } from "../contracts/scan-result.ts";
import type { GrayImage, ProbabilityMap } from "../ports.ts";
import { decide } from "./decide.ts";
import { quantize } from "./probability-map.ts";
import { findRegions } from "./regions.ts";
import { restoreRows } from "./restore.ts";

export interface Analysis {
  readonly findings: Findings;
  /** The map as bytes, at the size the detector gave it. */
  readonly map: GrayImage;
}

/**
 * Everything a verdict says about the pixels. Regions and fraction are counted on the grid of the
 * mask, from the same bytes, so that they agree with it pixel by pixel.
 */
export function analyse(
  probabilities: ProbabilityMap,
  { width, height }: ImageFacts,
  threshold: Threshold,
): Analysis {
  const decision = decide(probabilities, threshold);
  const map = quantize(probabilities);
  const { manipulatedPixels, regions } = findRegions(restoreRows(map, width, height));
  const manipulatedFraction = manipulatedPixels / (width * height);
  return { findings: { ...decision, manipulatedFraction, regions: [...regions] }, map };
}

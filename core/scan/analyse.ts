import type { Findings } from "../contracts/findings/findings.ts";
import type { ImageFacts } from "../contracts/image-facts.ts";
import type { GrayImage } from "../ports.ts";
import type { ProbabilityMap } from "../witness-ports.ts";
import { type Decision, decide, type Rules, type Testimony } from "./decide.ts";
import { fuse } from "./fuse.ts";
import { MANIPULATED_LEVEL, quantize } from "./probability-map.ts";
import { findRegions } from "./regions.ts";
import { restoreRowsAbove } from "./restore.ts";

export interface Analysis {
  readonly findings: Decision & Pick<Findings, "manipulatedFraction" | "regions">;
  /** What all witnesses say together. */
  readonly probabilities: ProbabilityMap;
  /** The same as bytes. */
  readonly map: GrayImage;
}

/**
 * Everything a verdict says about the pixels. Regions and fraction are counted on the grid of the
 * mask, from the same bytes, so that they agree with it pixel by pixel.
 */
export function analyse(testimony: Testimony, image: ImageFacts, rules: Rules): Analysis {
  const decision = decide(testimony, rules);
  const probabilities = mapOf(testimony, image, rules, decision);
  const map = quantize(probabilities);
  const { width, height } = image;
  const { manipulatedPixels, regions } = findRegions(
    restoreRowsAbove(map, width, height, MANIPULATED_LEVEL),
  );
  const manipulatedFraction = manipulatedPixels / (width * height);
  const findings = { ...decision, manipulatedFraction, regions: [...regions] };
  return { findings, probabilities, map };
}

/** The network's own where nobody else has one. */
function mapOf(
  testimony: Testimony,
  image: ImageFacts,
  rules: Rules,
  { witnesses, copies = [] }: Decision,
): ProbabilityMap {
  const { network, tiles, history } = testimony;
  if (tiles === undefined && history === undefined && copies.length === 0) return network;
  const maps = { network, tiles: tiles?.map, history, copies };
  return fuse(maps, image, witnesses, rules.history?.silentShift ?? 0);
}

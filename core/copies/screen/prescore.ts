import { evenSample } from "../pixels/samples.ts";
import type { Proposal } from "../propose/proposals.ts";
import type { Affine, Point } from "../transform.ts";
import { bestOffset } from "./best-offset.ts";
import { isLikely } from "./likely-transform.ts";
import { patchCorrelation } from "./patch-correlation.ts";
import { refineTransform } from "./refine-transform.ts";
import { seedGap } from "./seed-gap.ts";
import { matchUnder, type Picture, type Tried } from "./seed-match.ts";

/** A proposal that its own seeds bear out. */
export interface Candidate {
  readonly proposal: Proposal;
  readonly transform: Affine;
  /** By whole pixels: nothing was resampled. */
  readonly isTranslation: boolean;
  /** Correlation of the seeds' detail on both sides, and its median over squares around them. */
  readonly seedMatch: number;
  readonly patchMatch: number;
}

const MAX_SEEDS = 1500;
const MAX_REFINED_ON = 500;
const MIN_MATCH = 0.4;
const MIN_PATCH_MATCH = 0.3;
const MIN_LOW_CONTRAST_MATCH = 0.15;
/** Most edges and blocks of a JPEG have less, and would take the turns of what is verified. */
const MIN_GAP = 0.03;
/** A transform that matches less than this is not worth a refinement. */
const MIN_ROUGH_MATCH = 0.2;
/** As good as exact. */
const EXACT_MATCH = 0.97;
/** By so much a transform must be better than an offset. */
const MARGIN = 0.02;

/**
 * Tries the proposal on its seeds: as a translation and, refined, as it is. Mirrored ones are refused:
 * water and glass mirror, and nobody had to copy anything for it.
 */
export function prescore(picture: Picture, proposal: Proposal): Candidate | undefined {
  if (!isLikely(proposal.transform)) return undefined;
  const seeds = seedsOf(proposal);
  const moved = bestOffset(picture, seeds, proposal);
  const turned = bestTransform(picture, seeds, proposal.transform, moved.match);
  const isTranslation = moved.match >= turned.match - MARGIN;
  const { by, match: seedMatch } = isTranslation ? moved : turned;
  if (seedMatch < MIN_MATCH) return undefined;
  const { median: patchMatch, lowContrast } = patchCorrelation(picture, seeds, by);
  if (patchMatch < MIN_PATCH_MATCH || lowContrast < MIN_LOW_CONTRAST_MATCH) return undefined;
  if (seedGap(picture, seeds, by) < MIN_GAP) return undefined;
  return { proposal, transform: by, isTranslation, seedMatch, patchMatch };
}

/** Each seed stands for a square of the grid's stride: where there are few, all its pixels count. */
function seedsOf({ seeds, stridePx }: Proposal): readonly Point[] {
  const squarePixels = stridePx ** 2;
  if (seeds.length * squarePixels > MAX_SEEDS) return evenSample(seeds, MAX_SEEDS);
  const steps = Array.from({ length: squarePixels }, (_, i) => i);
  return seeds.flatMap(({ x, y }) =>
    steps.map((i) => ({ x: x + (i % stridePx), y: y + Math.floor(i / stridePx) })),
  );
}

/** As it was fitted or refined, whichever matches better. @param movedMatch of the best offset. */
function bestTransform(
  picture: Picture,
  seeds: readonly Point[],
  transform: Affine,
  movedMatch: number,
): Tried {
  const fitted = { by: transform, match: matchUnder(picture, seeds, transform) };
  if (fitted.match < MIN_ROUGH_MATCH || movedMatch > EXACT_MATCH) return fitted;
  const by = refineTransform(picture, evenSample(seeds, MAX_REFINED_ON), transform);
  if (!isLikely(by)) return fitted;
  const refined = { by, match: matchUnder(picture, seeds, by) };
  return refined.match > fitted.match ? refined : fitted;
}

import type { Pixels } from "../pixels/morphology.ts";
import type { Mask, Window } from "../pixels/plane.ts";
import { evenSample, indicesOf } from "../pixels/samples.ts";
import { isLikely } from "../screen/likely-transform.ts";
import type { Candidate } from "../screen/prescore.ts";
import { refineTransform } from "../screen/refine-transform.ts";
import type { Picture } from "../screen/seed-match.ts";
import type { Affine, Point } from "../transform.ts";
import { type Comparison, compareSides } from "./compare-sides.ts";
import { correlationGap } from "./correlation-gap.ts";
import { type Grown, growRegion } from "./grow-region.ts";
import { type IsOnSide, sideOfHalfTurn } from "./half-turn.ts";
import { pointsOf } from "./map-region.ts";
import { refineEdge } from "./refine-edge.ts";
import { enlarged, windowAround } from "./seed-window.ts";

/** A region whose pixels are those at another place. */
export interface Verified {
  readonly side: Comparison;
  /** Of the comparison's window. */
  readonly region: Mask;
  readonly gap: number;
  /** Median of brightness here less that there, in levels. */
  readonly brightnessStep: number;
}

const MAX_ROUNDS = 3;
/** Under it both sides are as alike anywhere around: no copy shows. */
const MIN_GAP = 0.05;
/** Of a region, to which a transform is fitted. */
const MAX_POINTS = 1000;

/**
 * The region around a candidate's seeds that is the same on both sides, if there is one. Where it was
 * resampled, the transform is refined once more: on what the seeds have grown to.
 */
export function verifyCandidate(picture: Picture, candidate: Candidate): Verified | undefined {
  const { isTranslation, proposal } = candidate;
  let transform = candidate.transform;
  let window = windowAround(proposal.seeds, picture.gray);
  for (let round = 1; ; round++) {
    const tried = grownUnder(picture, { ...candidate, transform }, window);
    if (tried === undefined) return undefined;
    const isRough = round === 1 && !isTranslation;
    const larger = enlarged(window, tried.grown.region, picture.gray);
    const isLast = round === MAX_ROUNDS || (larger === undefined && !isRough);
    if (isLast) return withEdge(tried, window);
    if (isRough) transform = refinedOn(picture, someOf(tried, window), transform);
    window = larger ?? window;
  }
}

/** Points may say so little that what they lead to is no transform. */
function refinedOn(picture: Picture, points: readonly Point[], from: Affine): Affine {
  const refined = refineTransform(picture, points, from);
  return isLikely(refined) ? refined : from;
}

function someOf({ grown }: Tried, window: Window): readonly Point[] {
  return evenSample(pointsOf({ ...window, values: grown.core }), MAX_POINTS);
}

interface Tried {
  readonly side: Comparison;
  readonly grown: Grown;
  readonly gap: number;
}

function grownUnder(picture: Picture, candidate: Candidate, window: Window): Tried | undefined {
  const { transform, isTranslation, proposal } = candidate;
  const isOnSide = sideOfHalfTurn(transform, proposal.seeds);
  const side = onSide(compareSides(picture, transform, isTranslation, window), isOnSide);
  const grown = growRegion(side, seedPixels(candidate, side));
  if (grown === undefined) return undefined;
  const gap = correlationGap(side, indicesOf(grown.core));
  return gap < MIN_GAP ? undefined : { side, grown, gap };
}

function withEdge({ side, grown, gap }: Tried, window: Window): Verified {
  const region = { ...window, values: refineEdge(side, grown) };
  return { side, region, gap, brightnessStep: grown.step };
}

function onSide(side: Comparison, isOnSide: IsOnSide | undefined): Comparison {
  if (isOnSide === undefined) return side;
  const { leftPx, topPx, widthPx } = side;
  const only = (pixels: Pixels) =>
    pixels.map((is, at) =>
      is === 1 && isOnSide(leftPx + (at % widthPx), topPx + Math.floor(at / widthPx)) ? 1 : 0,
    );
  return { ...side, isComparable: only(side.isComparable), isTextured: only(side.isTextured) };
}

/** Each seed stands for a square of the grid's stride. */
function seedPixels({ proposal }: Candidate, window: Window): Pixels {
  const { leftPx, topPx, widthPx, heightPx } = window;
  const pixels = new Uint8Array(widthPx * heightPx);
  const mark = (column: number, row: number) => {
    if (column < 0 || row < 0 || column >= widthPx || row >= heightPx) return;
    pixels[row * widthPx + column] = 1;
  };
  for (const { x, y } of proposal.seeds) {
    for (let i = 0; i < proposal.stridePx ** 2; i++) {
      const down = Math.floor(i / proposal.stridePx);
      mark(x + i - down * proposal.stridePx - leftPx, y + down - topPx);
    }
  }
  return pixels;
}

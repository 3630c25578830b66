import type { Luma } from "../luma.ts";
import { scaleCandidates } from "./scale-candidates.ts";
import { type Lattice, type Size, type Voting, voteForLattice } from "./scale-vote.ts";

/** A side must hold some blocks for a lattice to show. */
const MIN_SIDE_PX = 64;
const CANDIDATES = 6;
/** So far a candidate may be off, as a logarithm; three in four are nearer. */
const CANDIDATE_ERROR = 0.0015;
const MAX_DRIFT_PX = 4;
/** Below this longer side the error of a candidate blurs a tile: three sizes are tried for each. */
const FEW_PIXELS = 600;
/** Tiles along a side: few for many sizes, many for one. */
const TILES = { ofThreeSizes: 2, ofOneSize: 3, ofTheBest: 5 };
const DRIFT_STEP_PX = 0.5;
/** A lattice this clear ends the search. */
const UNMISTAKABLE = 4;
/** Below these a closer look never made a lattice clear enough. */
const MIN_PROMISE = 0;
const MIN_CLOSE_PROMISE = 1;
/**
 * Photographs of the training split, as they are, cut, edited: of 243 JPEGs two are clearer, of 128
 * PNGs four; three of these six had been scaled from 640 pixels to 500 for the web. Scaled by 0.55 to
 * 1.5 and saved, 34 of 60 are, each at exactly the size before.
 */
const MIN_CLEARNESS = 1.75;

/** A picture before it was scaled. */
export interface Scale extends Size {
  /** Width given by width before: under 1 where the picture was made smaller. */
  readonly scale: number;
}

/**
 * By which factor a picture that was a JPEG has been scaled, both axes the same, between 0.35 and
 * 1.7: the one that brings the lattice of its blocks of 8 × 8 back. T. Bianchi and A. Piva, "Reverse
 * engineering of double JPEG compression in the presence of image resizing", 2012; there every
 * factor is tried, here those for which the spectrum of the differences between pixels speaks.
 *
 * @returns undefined where no lattice is clear, or the factor is within 3 % of 1.
 */
export function findScale(luma: Luma, voting: Voting): Scale | undefined {
  if (Math.min(luma.width, luma.height) < MIN_SIDE_PX) return undefined;
  const candidate = clearestCandidate(luma, voting);
  if (candidate === undefined || candidate.clearness < MIN_PROMISE) return undefined;
  const look = (size: Size, maxDrift: number) =>
    voteForLattice(luma, rounded(size), voting, { tiles: TILES.ofTheBest, maxDrift, driftStep: 1 });
  const close = look(candidate.size, 1);
  if (close.clearness < MIN_CLOSE_PROMISE) return undefined;
  const { size, clearness } = look(close.size, 0);
  if (clearness < MIN_CLEARNESS) return undefined;
  return { ...size, scale: luma.width / size.width };
}

function clearestCandidate(luma: Luma, voting: Voting): Lattice | undefined {
  const isSmall = Math.max(luma.width, luma.height) < FEW_PIXELS;
  const tiles = isSmall ? TILES.ofThreeSizes : TILES.ofOneSize;
  const errors = isSmall ? [0, -CANDIDATE_ERROR, CANDIDATE_ERROR] : [0];
  let best: Lattice | undefined;
  for (const scale of scaleCandidates(luma, CANDIDATES)) {
    for (const error of errors) {
      const factor = (1 + error) / scale;
      const size = { width: luma.width * factor, height: luma.height * factor };
      const reach = { tiles, maxDrift: driftOf(size), driftStep: DRIFT_STEP_PX };
      const lattice = voteForLattice(luma, size, voting, reach);
      if (best === undefined || lattice.clearness > best.clearness) best = lattice;
      if (best.clearness >= UNMISTAKABLE) return best;
    }
  }
  return best;
}

/** A multiple of the step. */
function driftOf({ width, height }: Size): number {
  const drift = CANDIDATE_ERROR * Math.max(width, height);
  return Math.min(MAX_DRIFT_PX, Math.max(1, DRIFT_STEP_PX * Math.ceil(drift / DRIFT_STEP_PX)));
}

function rounded({ width, height }: Size): Size {
  return { width: Math.round(width), height: Math.round(height) };
}

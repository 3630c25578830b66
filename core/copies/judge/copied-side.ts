import type { SideEvidence } from "../../witness-ports.ts";
import { eroded } from "../pixels/morphology.ts";
import type { Mask, Plane } from "../pixels/plane.ts";
import { evenSample } from "../pixels/samples.ts";
import { valueAt } from "../pixels/warp.ts";
import { type Affine, apply, inverse } from "../transform.ts";
import { pointsOf } from "../verify/map-region.ts";
import { seamOf } from "./seam.ts";

export type Side = "here" | "there";

/** Two regions with the same content. */
export interface ComparedSides {
  readonly here: Mask;
  readonly there: Mask;
  /** From here to there. */
  readonly transform: Affine;
  /** Turned, scaled or moved by parts of a pixel. */
  readonly isResampled: boolean;
}

const INNER_PX = 3;
const MAX_POINTS = 1500;
/** Levels, so that there is a logarithm. */
const LEAST_ERROR = 0.05;

/** Fitted on copies of the forge, whose sides are known, by `python -m copies.fit_judge`. */
const WEIGHTS: Readonly<Record<keyof SideEvidence, number>> = {
  jump: 1.96,
  break: 1.35,
  loss: 4.17,
};
/**
 * Logarithm of the odds up to which neither side is called the copy: soft borders, and patterns that
 * go on around both sides, reach it for the wrong one (experiment 42).
 */
const MIN_LOG_ODDS = 2.5;

/** What says that `there` is the copy, or below 0 that `here` is; undefined where no seam is seen. */
export function sideEvidence(gray: Plane, sides: ComparedSides): SideEvidence | undefined {
  const { here, there, transform, isResampled } = sides;
  const [seamHere, seamThere] = [seamOf(gray, here), seamOf(gray, there)];
  if (seamHere === undefined || seamThere === undefined) return undefined;
  const back = inverse(transform);
  return {
    jump: seamThere.jump - seamHere.jump,
    break: seamThere.break - seamHere.break,
    loss: isResampled ? errorOf(gray, here, transform) - errorOf(gray, there, back) : 0,
  };
}

/** The side that was pasted; undefined where that does not show. */
export function copiedSide(evidence: SideEvidence | undefined): Side | undefined {
  if (evidence === undefined) return undefined;
  const { jump, break: broken, loss } = WEIGHTS;
  const logOdds = jump * evidence.jump + broken * evidence.break + loss * evidence.loss;
  if (!(Math.abs(logOdds) > MIN_LOG_ODDS)) return undefined;
  return logOdds > 0 ? "there" : "here";
}

/**
 * Logarithm of how far a region is from what becomes of its other side: a source cannot be made of a
 * copy that has lost its finest detail, but the copy can of its source.
 */
function errorOf(gray: Plane, region: Mask, by: Affine): number {
  const inner = { ...region, values: eroded(region.values, region.widthPx, INNER_PX) };
  const errors = evenSample(pointsOf(inner), MAX_POINTS).map(({ x, y }) => {
    const from = apply(by, x, y);
    return (gray.values[y * gray.widthPx + x] ?? 0) - valueAt(gray, from.x, from.y);
  });
  const count = Math.max(errors.length, 1);
  const mean = errors.reduce((sum, one) => sum + one, 0) / count;
  const square = errors.reduce((sum, one) => sum + (one - mean) ** 2, 0) / count;
  return Math.log(Math.sqrt(square) + LEAST_ERROR);
}

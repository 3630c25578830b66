import type { Mask, Window } from "../pixels/plane.ts";
import { boxOf, pointsOf } from "../verify/map-region.ts";
import { isRefused } from "./features.ts";
import type { OwnEvidence } from "./pair-evidence.ts";

/** Two regions and what speaks for them, but for what else the picture has. */
export interface SeenPair {
  readonly here: Mask;
  readonly there: Mask;
  readonly evidence: OwnEvidence;
}

/** Boxes of which the smaller one has more than this in common with the other are one place. */
const SAME_PLACE = 0.5;

/**
 * For each pair: how many others the picture has that are not refused and lie at other places. What
 * is drawn, printed or built repeats all over; a copy has few others, and most of those share a place
 * with it.
 */
export function othersOf(pairs: readonly SeenPair[]): number[] {
  const placed = pairs.map(({ here, there, evidence }) => ({
    places: [boxOf(pointsOf(here)), boxOf(pointsOf(there))] as const,
    isRefused: isRefused(evidence),
  }));
  const known = placed.filter(({ isRefused }) => !isRefused).map(({ places }) => places);
  const distinct = known.filter(
    (one, i) => !known.slice(0, i).some((other) => repeats(one, other)),
  );
  return placed.map(({ places }) => distinct.filter((other) => !sharesPlace(places, other)).length);
}

type Places = readonly [Window, Window];

function sharesPlace(one: Places, other: Places): boolean {
  return one.some((place) => other.some((theirs) => isSame(place, theirs)));
}

/** Two candidates may grow to the same pair. */
function repeats([here, there]: Places, [first, second]: Places): boolean {
  return (
    (isSame(here, first) && isSame(there, second)) || (isSame(here, second) && isSame(there, first))
  );
}

function isSame(a: Window, b: Window): boolean {
  const common = (start: number, size: number, from: number, length: number) =>
    Math.max(Math.min(start + size, from + length) - Math.max(start, from), 0);
  const area =
    common(a.leftPx, a.widthPx, b.leftPx, b.widthPx) *
    common(a.topPx, a.heightPx, b.topPx, b.heightPx);
  return area > SAME_PLACE * Math.min(a.widthPx * a.heightPx, b.widthPx * b.heightPx);
}

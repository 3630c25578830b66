import { Correlation } from "../pixels/correlation.ts";
import type { Mask, Plane } from "../pixels/plane.ts";
import { profilesAcross, REACH_PX } from "./border-profiles.ts";

/** How a region's border shows that it was pasted. Both grow with it. */
export interface Seam {
  /** Logarithm of the difference in brightness between 3 px inside and 3 px outside. */
  readonly jump: number;
  /** How little brightness outside follows that inside, along the border. */
  readonly break: number;
}

const MIN_PROFILES = 20;
/** Places of the border, in px from the outline: matching ends a little before it. */
const PLACES_PX = [-1, 0, 1, 2];
const WIDTH_PX = 3;
/** Levels, so that there is a logarithm. */
const LEAST_JUMP = 0.05;
/** Distances inside and outside, beyond a border that fades. */
const BESIDE_PX = [
  { inside: -3, outside: 5 },
  { inside: -4, outside: 7 },
];
const MOST_LIKENESS = 0.99;

/** Undefined where too little border lies on the picture. */
export function seamOf(gray: Plane, region: Mask): Seam | undefined {
  const profiles = profilesAcross(gray, region);
  if (profiles.length < MIN_PROFILES) return undefined;
  const jumps = PLACES_PX.map((place) => jumpAt(profiles, place));
  const likeness = BESIDE_PX.map((at) => likenessOf(profiles, at.inside, at.outside));
  return {
    jump: Math.log(Math.max(...jumps) + LEAST_JUMP),
    break: -likeness.reduce((sum, one) => sum + one, 0),
  };
}

/** Mean difference between both sides of a place. */
function jumpAt(profiles: readonly Float64Array[], place: number): number {
  const one = (profile: Float64Array) => {
    let difference = 0;
    for (let far = 1; far <= WIDTH_PX; far++) {
      difference += (profile[place + far + REACH_PX] ?? 0) - (profile[place - far + REACH_PX] ?? 0);
    }
    return Math.abs(difference) / WIDTH_PX;
  };
  return profiles.reduce((sum, profile) => sum + one(profile), 0) / profiles.length;
}

/** Correlation along the border, so transformed that it has no upper end (R. A. Fisher). */
function likenessOf(profiles: readonly Float64Array[], inside: number, outside: number): number {
  const pairs = new Correlation();
  for (const profile of profiles) {
    pairs.add(profile[inside + REACH_PX] ?? 0, profile[outside + REACH_PX] ?? 0);
  }
  return Math.atanh(Math.min(Math.max(pairs.value, -MOST_LIKENESS), MOST_LIKENESS));
}

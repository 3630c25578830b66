import type { Mask } from "../pixels/plane.ts";
import type { Proposal } from "../propose/proposals.ts";
import { type Affine, apply, inverse } from "../transform.ts";
import { isIn } from "./map-region.ts";

/** A pair that was looked at. */
interface Pair {
  readonly here: Mask;
  readonly there: Mask;
  /** From here to there. */
  readonly transform: Affine;
}

const MIN_SHARE = 0.5;
const MAX_APART_PX = 3;

/** Whether the proposal says, in either direction, what the pair says already. */
export function explains({ here, there, transform }: Pair, proposal: Proposal): boolean {
  return agrees(here, transform, proposal) || agrees(there, inverse(transform), proposal);
}

function agrees(region: Mask, by: Affine, { seeds, transform }: Proposal): boolean {
  const inside = seeds.filter(({ x, y }) => isIn(region, x, y));
  if (inside.length <= MIN_SHARE * seeds.length) return false;
  const x = seeds.reduce((sum, seed) => sum + seed.x, 0) / seeds.length;
  const y = seeds.reduce((sum, seed) => sum + seed.y, 0) / seeds.length;
  const [ours, theirs] = [apply(by, x, y), apply(transform, x, y)];
  return Math.hypot(ours.x - theirs.x, ours.y - theirs.y) < MAX_APART_PX;
}

import { MIN_OFFSET_PX } from "../match/offset-field.ts";
import type { Proposal } from "../propose/proposals.ts";
import { type Affine, apply, type Point, translation } from "../transform.ts";
import { matchAtOffset, type Picture, type Tried } from "./seed-match.ts";

/** Whole offsets are tried this far around what was proposed. */
const REACH_PX = 2;
/** A transform that moves all seeds alike, give or take this, may be a translation. */
const MAX_DEVIATION_PX = 3;

/** Of the whole offsets near the proposed ones, the one under which the seeds match best. */
export function bestOffset(picture: Picture, seeds: readonly Point[], proposal: Proposal): Tried {
  let best = { by: proposal.modalOffset, match: -1 };
  for (const by of offsetsAround(seeds, proposal)) {
    const match = matchAtOffset(picture, seeds, by);
    if (match > best.match) best = { by, match };
  }
  return { by: translation(best.by), match: best.match };
}

/** Near the mode of the seeds' offsets, and near their mean where all are alike. */
function offsetsAround(seeds: readonly Point[], { modalOffset, transform }: Proposal): Point[] {
  const mean = commonOffset(seeds, transform);
  const centres = mean === undefined ? [modalOffset] : [modalOffset, mean];
  const offsets = new Map<string, Point>();
  for (const centre of centres) {
    for (let y = centre.y - REACH_PX; y <= centre.y + REACH_PX; y++) {
      for (let x = centre.x - REACH_PX; x <= centre.x + REACH_PX; x++) {
        if (x * x + y * y >= MIN_OFFSET_PX ** 2) offsets.set(`${x},${y}`, { x, y });
      }
    }
  }
  return [...offsets.values()];
}

function commonOffset(seeds: readonly Point[], transform: Affine): Point | undefined {
  const offsets = seeds.map(({ x, y }) => {
    const there = apply(transform, x, y);
    return { x: there.x - x, y: there.y - y };
  });
  const middle = (values: readonly number[]) => (Math.min(...values) + Math.max(...values)) / 2;
  const [x, y] = [middle(offsets.map((by) => by.x)), middle(offsets.map((by) => by.y))];
  const isCommon = offsets.every(
    (by) => Math.abs(by.x - x) < MAX_DEVIATION_PX && Math.abs(by.y - y) < MAX_DEVIATION_PX,
  );
  return isCommon ? { x: Math.round(x), y: Math.round(y) } : undefined;
}

import { type Affine, apply, type Point } from "../transform.ts";

/** What a transform moves back by, done twice, may be off by that at the seeds. */
const MAX_RETURN_PX = 3;
/** Seeds whose centre is this much nearer to the fixed point than they are lie on both its sides. */
const BOTH_SIDES = 0.25;

/** Which points belong to a side. */
export type IsOnSide = (x: number, y: number) => boolean;

/**
 * A half turn takes each side of a pair to the other one, and so all of both to itself. Divided by a
 * line through its fixed point, it takes one half to the other.
 *
 * @returns undefined of any other transform.
 */
export function sideOfHalfTurn(transform: Affine, seeds: readonly Point[]): IsOnSide | undefined {
  const returns = seeds.every(({ x, y }) => {
    const there = apply(transform, x, y);
    const back = apply(transform, there.x, there.y);
    return Math.hypot(back.x - x, back.y - y) < MAX_RETURN_PX;
  });
  if (!returns) return undefined;
  const first = seeds[0] ?? { x: 0, y: 0 };
  const opposite = apply(transform, first.x, first.y);
  const fixed = { x: (first.x + opposite.x) / 2, y: (first.y + opposite.y) / 2 };
  const towards = directionOf(seeds, fixed);
  return (x, y) => (x - fixed.x) * towards.x + (y - fixed.y) * towards.y > 0;
}

/** From the fixed point to the seeds; where they lie all around it, the way they reach furthest. */
function directionOf(seeds: readonly Point[], fixed: Point): Point {
  const mean = (of: (x: number, y: number) => number) =>
    seeds.reduce((sum, { x, y }) => sum + of(x - fixed.x, y - fixed.y), 0) / seeds.length;
  const centre = { x: mean((x) => x), y: mean((_, y) => y) };
  const [xx, yy] = [mean((x) => x * x), mean((_, y) => y * y)];
  if (Math.hypot(centre.x, centre.y) > BOTH_SIDES * Math.sqrt(xx + yy)) return centre;
  const angle = 0.5 * Math.atan2(2 * mean((x, y) => x * y), xx - yy);
  return { x: Math.cos(angle), y: Math.sin(angle) };
}

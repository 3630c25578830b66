import { Correlation } from "../pixels/correlation.ts";
import { evenSample } from "../pixels/samples.ts";
import { SHIFTS } from "../pixels/shifts.ts";
import { type Affine, apply, type Point } from "../transform.ts";
import type { Picture } from "./seed-match.ts";

const MAX_SEEDS = 400;
const MIN_PAIRS = 20;

/**
 * How much better the seeds' detail correlates where the transform says than 2 to 10 pixels beside
 * it: hardly at all on an edge, which is alike all along.
 */
export function seedGap({ detail }: Picture, seeds: readonly Point[], by: Affine): number {
  const { widthPx, heightPx, values } = detail;
  const pairs = evenSample(seeds, MAX_SEEDS).map(({ x, y }) => {
    const there = apply(by, x, y);
    return { here: values[y * widthPx + x] ?? 0, x: Math.round(there.x), y: Math.round(there.y) };
  });
  const matchBeside = (shift: Point) => {
    const correlation = new Correlation();
    for (const { here, x, y } of pairs) {
      const [column, row] = [x + shift.x, y + shift.y];
      if (column < 0 || row < 0 || column >= widthPx || row >= heightPx) continue;
      correlation.add(here, values[row * widthPx + column] ?? 0);
    }
    return correlation.count < MIN_PAIRS ? -1 : correlation.value;
  };
  const beside = SHIFTS.reduce((most, shift) => Math.max(most, matchBeside(shift)), -1);
  return matchBeside({ x: 0, y: 0 }) - beside;
}

import { Correlation } from "../pixels/correlation.ts";
import { evenSample } from "../pixels/samples.ts";
import { MAX_SHIFT_PX, SHIFTS } from "../pixels/shifts.ts";
import type { Comparison } from "./compare-sides.ts";

const MAX_SAMPLE = 2500;
const MIN_PAIRS = 30;
/** Variance that is added so that flat pixels are not blown up. */
const FLOOR = 0.5;

/**
 * How much better both sides correlate where the transform says than 2 to 10 pixels beside it.
 *
 * @param pixels of the comparison's window. Those so near to its edge that the pixels beside them are
 * not in it do not count.
 */
export function correlationGap(side: Comparison, pixels: readonly number[]): number {
  const { widthPx, heightPx } = side;
  const isWithin = (at: number) => {
    const [x, y] = [at % widthPx, Math.floor(at / widthPx)];
    const [right, below] = [widthPx - MAX_SHIFT_PX, heightPx - MAX_SHIFT_PX];
    return x >= MAX_SHIFT_PX && y >= MAX_SHIFT_PX && x < right && y < below;
  };
  const sample = Int32Array.from(evenSample(pixels.filter(isWithin), MAX_SAMPLE));
  if (sample.length < MIN_PAIRS) return 0;
  const here = normalised(side.detailHere, side.powerHere);
  const there = normalised(side.detailThere, side.powerThere);
  const beside = SHIFTS.reduce(
    (most, { x, y }) => Math.max(most, matchBeside(here, there, sample, y * widthPx + x)),
    -1,
  );
  return matchBeside(here, there, sample, 0) - beside;
}

function matchBeside(
  here: Float32Array,
  there: Float32Array,
  sample: Int32Array,
  step: number,
): number {
  const pairs = new Correlation();
  for (let i = 0; i < sample.length; i++) {
    const at = sample[i] ?? 0;
    pairs.add(here[at] ?? 0, there[at + step] ?? 0);
  }
  return pairs.value;
}

function normalised(detail: Float32Array, power: Float32Array): Float32Array {
  return detail.map((value, at) => value / Math.sqrt((power[at] ?? 0) + FLOOR));
}

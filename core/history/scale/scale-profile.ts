import { type Luma, UNITS_PER_LEVEL } from "../luma.ts";

/** A second difference counts for at most this: contours of the picture are stronger than blocks'. */
const MAX_DIFFERENCE = 6 * UNITS_PER_LEVEL;
/** Lines whose mean is taken: more of them change no peak. */
const MAX_LINES = 700;
/** Pixels of the running mean that is taken off, odd: over two blocks enlarged by 1.7. */
const TREND_PX = 33;
/** Added to that mean, so that flat stretches stay flat. */
const FLOOR = 0.05 * UNITS_PER_LEVEL;

/** Differences between neighbours along an axis: where blocks meet, they are larger or smaller. */
export interface Profiles {
  /** Of the columns, from the left. */
  readonly across: Float64Array;
  /** Of the rows, from the top. */
  readonly down: Float64Array;
}

/** Each is relative to its surroundings, mean 0, and fades out towards both ends. */
export function profilesOf(luma: Luma): Profiles {
  const { width, height } = luma;
  const across = meanDifferences(luma, { length: width, lines: height, step: 1, lineStep: width });
  const down = meanDifferences(luma, { length: height, lines: width, step: width, lineStep: 1 });
  return { across: faded(withoutTrend(across)), down: faded(withoutTrend(down)) };
}

interface Axis {
  /** Pixels along the axis, and lines beside each other. */
  readonly length: number;
  readonly lines: number;
  /** From pixel to pixel, and from line to line, in values. */
  readonly step: number;
  readonly lineStep: number;
}

/** Mean over lines of the second difference at every pixel; the ends repeat. */
function meanDifferences({ values }: Luma, { length, lines, step, lineStep }: Axis): Float64Array {
  const sums = new Float64Array(length);
  const stride = Math.ceil(lines / MAX_LINES);
  for (let line = 0; line < lines; line += stride) {
    let at = line * lineStep;
    let [before, here] = [values[at] ?? 0, values[at] ?? 0];
    for (let i = 0; i + 1 < length; i++) {
      at += step;
      const next = values[at] ?? 0;
      sums[i] = (sums[i] ?? 0) + Math.min(Math.abs(2 * here - before - next), MAX_DIFFERENCE);
      before = here;
      here = next;
    }
  }
  const count = Math.ceil(lines / stride);
  return sums.map((sum) => sum / count);
}

function withoutTrend(profile: Float64Array): Float64Array {
  const half = TREND_PX >> 1;
  const value = (i: number) => profile[Math.min(Math.max(i, 0), profile.length - 1)] ?? 0;
  let sum = 0;
  for (let i = -half - 1; i < half; i++) sum += value(i);
  return profile.map((difference, i) => {
    sum += value(i + half) - value(i - half - 1);
    const trend = sum / TREND_PX;
    return (difference - trend) / (trend + FLOOR);
  });
}

/** By a Hann window: strong lines leave no side lobes. */
function faded(profile: Float64Array): Float64Array {
  const turn = (2 * Math.PI) / profile.length;
  return profile.map((value, i) => value * (0.5 - 0.5 * Math.cos((i + 0.5) * turn)));
}

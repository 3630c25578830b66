import { C1, C2, C3, C4, C5, C6, C7 } from "./dct.ts";

/**
 * Adds to `counts` how many of a counter's frequencies are below `limit` in absolute value, for
 * `places` windows of 8 samples of `line`; window i starts at `start` + i·`step`.
 */
type Counter = (
  line: Float64Array,
  start: number,
  step: number,
  limit: number,
  counts: Uint8Array,
  places: number,
) => void;

const at = (line: Float64Array, x: number) => line[x] ?? 0;

/** 1 or 0 without a branch, which on noise would be guessed wrong half of the time. */
const isBelow = (value: number, limit: number) => ((Math.abs(value) - limit) | 0) >>> 31;

/**
 * Counter u looks at those horizontal frequencies v whose (u, v) votes for a grid: all of the low
 * frequencies, fewer of the others. Each is written out, since a loop over any set of frequencies
 * takes three times as long.
 */
export const VOTE_FREQUENCIES: readonly (readonly number[])[] = [
  [2, 3, 4, 7],
  [1, 2, 4, 5],
  [0, 1, 2, 5, 6],
  [0, 2, 3, 7],
  [0, 3, 5],
  [0, 1],
  [1, 2, 7],
  [3, 4],
];

const countRow0: Counter = (line, start, step, limit, counts, places) => {
  for (let i = 0, x = start; i < places; i++, x += step) {
    const s0 = at(line, x) + at(line, x + 7);
    const s1 = at(line, x + 1) + at(line, x + 6);
    const s2 = at(line, x + 2) + at(line, x + 5);
    const s3 = at(line, x + 3) + at(line, x + 4);
    const d0 = at(line, x) - at(line, x + 7);
    const d1 = at(line, x + 1) - at(line, x + 6);
    const d2 = at(line, x + 2) - at(line, x + 5);
    const d3 = at(line, x + 3) - at(line, x + 4);
    counts[i] =
      (counts[i] ?? 0) +
      isBelow((s0 - s3) * C2 + (s1 - s2) * C6, limit) +
      isBelow(d0 * C3 - d1 * C7 - d2 * C1 - d3 * C5, limit) +
      isBelow((s0 + s3 - s1 - s2) * C4, limit) +
      isBelow(d0 * C7 - d1 * C5 + d2 * C3 - d3 * C1, limit);
  }
};

const countRow1: Counter = (line, start, step, limit, counts, places) => {
  for (let i = 0, x = start; i < places; i++, x += step) {
    const s0 = at(line, x) + at(line, x + 7);
    const s1 = at(line, x + 1) + at(line, x + 6);
    const s2 = at(line, x + 2) + at(line, x + 5);
    const s3 = at(line, x + 3) + at(line, x + 4);
    const d0 = at(line, x) - at(line, x + 7);
    const d1 = at(line, x + 1) - at(line, x + 6);
    const d2 = at(line, x + 2) - at(line, x + 5);
    const d3 = at(line, x + 3) - at(line, x + 4);
    counts[i] =
      (counts[i] ?? 0) +
      isBelow(d0 * C1 + d1 * C3 + d2 * C5 + d3 * C7, limit) +
      isBelow((s0 - s3) * C2 + (s1 - s2) * C6, limit) +
      isBelow((s0 + s3 - s1 - s2) * C4, limit) +
      isBelow(d0 * C5 - d1 * C1 + d2 * C7 + d3 * C3, limit);
  }
};

const countRow2: Counter = (line, start, step, limit, counts, places) => {
  for (let i = 0, x = start; i < places; i++, x += step) {
    const s0 = at(line, x) + at(line, x + 7);
    const s1 = at(line, x + 1) + at(line, x + 6);
    const s2 = at(line, x + 2) + at(line, x + 5);
    const s3 = at(line, x + 3) + at(line, x + 4);
    const d0 = at(line, x) - at(line, x + 7);
    const d1 = at(line, x + 1) - at(line, x + 6);
    const d2 = at(line, x + 2) - at(line, x + 5);
    const d3 = at(line, x + 3) - at(line, x + 4);
    counts[i] =
      (counts[i] ?? 0) +
      isBelow((s0 + s1 + s2 + s3) * C4, limit) +
      isBelow(d0 * C1 + d1 * C3 + d2 * C5 + d3 * C7, limit) +
      isBelow((s0 - s3) * C2 + (s1 - s2) * C6, limit) +
      isBelow(d0 * C5 - d1 * C1 + d2 * C7 + d3 * C3, limit) +
      isBelow((s0 - s3) * C6 - (s1 - s2) * C2, limit);
  }
};

const countRow3: Counter = (line, start, step, limit, counts, places) => {
  for (let i = 0, x = start; i < places; i++, x += step) {
    const s0 = at(line, x) + at(line, x + 7);
    const s1 = at(line, x + 1) + at(line, x + 6);
    const s2 = at(line, x + 2) + at(line, x + 5);
    const s3 = at(line, x + 3) + at(line, x + 4);
    const d0 = at(line, x) - at(line, x + 7);
    const d1 = at(line, x + 1) - at(line, x + 6);
    const d2 = at(line, x + 2) - at(line, x + 5);
    const d3 = at(line, x + 3) - at(line, x + 4);
    counts[i] =
      (counts[i] ?? 0) +
      isBelow((s0 + s1 + s2 + s3) * C4, limit) +
      isBelow((s0 - s3) * C2 + (s1 - s2) * C6, limit) +
      isBelow(d0 * C3 - d1 * C7 - d2 * C1 - d3 * C5, limit) +
      isBelow(d0 * C7 - d1 * C5 + d2 * C3 - d3 * C1, limit);
  }
};

const countRow4: Counter = (line, start, step, limit, counts, places) => {
  for (let i = 0, x = start; i < places; i++, x += step) {
    const s0 = at(line, x) + at(line, x + 7);
    const s1 = at(line, x + 1) + at(line, x + 6);
    const s2 = at(line, x + 2) + at(line, x + 5);
    const s3 = at(line, x + 3) + at(line, x + 4);
    const d0 = at(line, x) - at(line, x + 7);
    const d1 = at(line, x + 1) - at(line, x + 6);
    const d2 = at(line, x + 2) - at(line, x + 5);
    const d3 = at(line, x + 3) - at(line, x + 4);
    counts[i] =
      (counts[i] ?? 0) +
      isBelow((s0 + s1 + s2 + s3) * C4, limit) +
      isBelow(d0 * C3 - d1 * C7 - d2 * C1 - d3 * C5, limit) +
      isBelow(d0 * C5 - d1 * C1 + d2 * C7 + d3 * C3, limit);
  }
};

const countRow5: Counter = (line, start, step, limit, counts, places) => {
  for (let i = 0, x = start; i < places; i++, x += step) {
    const s0 = at(line, x) + at(line, x + 7);
    const s1 = at(line, x + 1) + at(line, x + 6);
    const s2 = at(line, x + 2) + at(line, x + 5);
    const s3 = at(line, x + 3) + at(line, x + 4);
    const d0 = at(line, x) - at(line, x + 7);
    const d1 = at(line, x + 1) - at(line, x + 6);
    const d2 = at(line, x + 2) - at(line, x + 5);
    const d3 = at(line, x + 3) - at(line, x + 4);
    counts[i] =
      (counts[i] ?? 0) +
      isBelow((s0 + s1 + s2 + s3) * C4, limit) +
      isBelow(d0 * C1 + d1 * C3 + d2 * C5 + d3 * C7, limit);
  }
};

const countRow6: Counter = (line, start, step, limit, counts, places) => {
  for (let i = 0, x = start; i < places; i++, x += step) {
    const s0 = at(line, x) + at(line, x + 7);
    const s1 = at(line, x + 1) + at(line, x + 6);
    const s2 = at(line, x + 2) + at(line, x + 5);
    const s3 = at(line, x + 3) + at(line, x + 4);
    const d0 = at(line, x) - at(line, x + 7);
    const d1 = at(line, x + 1) - at(line, x + 6);
    const d2 = at(line, x + 2) - at(line, x + 5);
    const d3 = at(line, x + 3) - at(line, x + 4);
    counts[i] =
      (counts[i] ?? 0) +
      isBelow(d0 * C1 + d1 * C3 + d2 * C5 + d3 * C7, limit) +
      isBelow((s0 - s3) * C2 + (s1 - s2) * C6, limit) +
      isBelow(d0 * C7 - d1 * C5 + d2 * C3 - d3 * C1, limit);
  }
};

const countRow7: Counter = (line, start, step, limit, counts, places) => {
  for (let i = 0, x = start; i < places; i++, x += step) {
    const s0 = at(line, x) + at(line, x + 7);
    const s1 = at(line, x + 1) + at(line, x + 6);
    const s2 = at(line, x + 2) + at(line, x + 5);
    const s3 = at(line, x + 3) + at(line, x + 4);
    const d0 = at(line, x) - at(line, x + 7);
    const d1 = at(line, x + 1) - at(line, x + 6);
    const d2 = at(line, x + 2) - at(line, x + 5);
    const d3 = at(line, x + 3) - at(line, x + 4);
    counts[i] =
      (counts[i] ?? 0) +
      isBelow(d0 * C3 - d1 * C7 - d2 * C1 - d3 * C5, limit) +
      isBelow((s0 + s3 - s1 - s2) * C4, limit);
  }
};

export const COUNTERS: readonly Counter[] = [
  countRow0,
  countRow1,
  countRow2,
  countRow3,
  countRow4,
  countRow5,
  countRow6,
  countRow7,
];

import { C1, C2, C3, C4, C5, C6, C7 } from "../dct.ts";
import {
  add,
  addIntegers,
  advance,
  type Code,
  fill,
  get,
  isSmaller,
  type KernelSource,
  load,
  loadShorts,
  loopUntil,
  multiply,
  set,
  store,
  storeBytes,
  subtract,
  subtractIntegers,
  zeros,
} from "./simd.ts";

/**
 * Frequencies that vote for a grid, 27 of 63: all of the low ones, fewer of the others. Row u
 * (vertical) holds the horizontal ones v.
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
export const VOTES = VOTE_FREQUENCIES.flat().length;

/** Columns that a turn of a kernel's loop takes. */
export const LANES = 4;
const EIGHT = [0, 1, 2, 3, 4, 5, 6, 7];

/** Eight-sample transform of vectors: statements that set locals, then any coefficient of it. */
interface Transform {
  readonly prepare: Code;
  readonly coefficients: readonly Code[];
}

/** Orthonormal DCT-II, even and odd half apart. Uses eight locals from `first` on. */
function transform(samples: readonly Code[], first: number, constants: number): Transform {
  const sample = (i: number) => samples[i] ?? [];
  const pairs = [0, 1, 2, 3].flatMap((i) => [
    ...set(first + i, add(sample(i), sample(7 - i))),
    ...set(first + 4 + i, subtract(sample(i), sample(7 - i))),
  ]);
  const times = (value: Code, k: number) => multiply(value, get(constants + k - 1));
  const [s0, s1, s2, s3] = [get(first), get(first + 1), get(first + 2), get(first + 3)];
  const [e0, e1, e2, e3] = [add(s0, s3), add(s1, s2), subtract(s0, s3), subtract(s1, s2)];
  /** c(a)·d0 ± c(b)·d1 ± c(c)·d2 ± c(d)·d3, a negative number standing for −. */
  const odd = (...ks: readonly number[]) =>
    ks
      .map((k, i) => ({ isMinus: k < 0, term: times(get(first + 4 + i), Math.abs(k)) }))
      .reduce<Code>(
        (sum, { isMinus, term }, i) =>
          i === 0 ? term : isMinus ? subtract(sum, term) : add(sum, term),
        [],
      );
  const coefficients = [
    times(add(e0, e1), 4),
    odd(1, 3, 5, 7),
    add(times(e2, 2), times(e3, 6)),
    odd(3, -7, -1, -5),
    times(subtract(e0, e1), 4),
    odd(5, -1, 7, 3),
    subtract(times(e2, 6), times(e3, 2)),
    odd(7, -5, 3, -1),
  ];
  return { prepare: pairs, coefficients };
}

const setConstants = (first: number) =>
  [C1, C2, C3, C4, C5, C6, C7].flatMap((value, i) => set(first + i, fill(value)));

/** Eight pointers from `first` on: `start`, and each `stride` bytes behind the one before. */
const setPointers = (first: number, start: number, stride: number) =>
  EIGHT.flatMap((i) =>
    set(first + i, i === 0 ? get(start) : addIntegers(get(first + i - 1), get(stride))),
  );

/**
 * Line u = coefficient u of eight rows of shorts, column by column.
 * Arguments: first row; bytes from row to row; end of the first row; first line; bytes from line to
 * line.
 */
export function columnKernel(): KernelSource {
  const [row, rowStride, end, line, lineStride] = [0, 1, 2, 3, 4];
  const [rows, lines, samples, halves, constants] = [5, 13, 21, 29, 37];
  const { prepare, coefficients } = transform(
    EIGHT.map((i) => get(samples + i)),
    halves,
    constants,
  );
  const turn = [
    ...EIGHT.flatMap((i) => set(samples + i, loadShorts(rows + i))),
    ...prepare,
    ...coefficients.flatMap((value, u) => store(lines + u, value)),
    ...EIGHT.flatMap((i) => [...advance(rows + i, 2 * LANES), ...advance(lines + i, 4 * LANES)]),
  ];
  const body = [
    ...setConstants(constants),
    ...setPointers(rows, row, rowStride),
    ...setPointers(lines, line, lineStride),
    ...loopUntil(rows, end, turn),
  ];
  return { argumentCount: 5, pointerCount: 16, vectorCount: 8 + 8 + 7, body };
}

/**
 * How many vote frequencies are below a limit in absolute value, for windows of eight columns that
 * begin at every column.
 * Arguments: first line; bytes from line to line; end of the first line; where the counts go, a byte
 * each; where the limit stands, LANES times, in the units of the lines.
 */
export function windowKernel(): KernelSource {
  const [line, lineStride, end, counts, limit] = [0, 1, 2, 3, 4];
  const [lines, count, bound, halves, constants] = [5, 13, 14, 15, 23];
  const ofLine = (vs: readonly number[], u: number) => {
    const samples = EIGHT.map((i) => load(lines + u, 4 * i));
    const { prepare, coefficients } = transform(samples, halves, constants);
    const votes = vs.flatMap((v) => {
      const isZero = isSmaller(coefficients[v] ?? [], get(bound));
      return set(count, subtractIntegers(get(count), isZero));
    });
    return [...prepare, ...votes, ...advance(lines + u, 4 * LANES)];
  };
  const turn = [
    ...set(count, zeros()),
    ...VOTE_FREQUENCIES.flatMap(ofLine),
    ...storeBytes(counts, get(count)),
    ...advance(counts, LANES),
  ];
  const body = [
    ...setConstants(constants),
    ...set(bound, load(limit)),
    ...setPointers(lines, line, lineStride),
    ...loopUntil(lines, end, turn),
  ];
  return { argumentCount: 5, pointerCount: 8, vectorCount: 2 + 8 + 7, body };
}

const c = (k: number) => Math.cos((k * Math.PI) / 16) / 2;

/** cos(kπ/16) / 2: the entries of the orthonormal transform of 8 samples. */
export const C1 = c(1);
export const C2 = c(2);
export const C3 = c(3);
export const C4 = c(4);
export const C5 = c(5);
export const C6 = c(6);
export const C7 = c(7);

/** A frequency: u vertical, v horizontal, at u·8 + v in a block. */
const FREQUENCIES = Array.from({ length: 64 }, (_, at) => ({ at, u: at >> 3, v: at & 7 }));

/** Zigzag order of ITU-T T.81, figure 5: place in a block of each frequency, the mean first. */
export const ZIGZAG: readonly number[] = FREQUENCIES.toSorted((a, b) => {
  const diagonal = a.u + a.v;
  if (diagonal !== b.u + b.v) return diagonal - b.u - b.v;
  return diagonal % 2 === 1 ? a.u - b.u : a.v - b.v;
}).map(({ at }) => at);

/** Orthonormal DCT-II of 8 × 8 samples, row-major, in place. */
export function transformBlock(block: Float64Array): void {
  for (let row = 0; row < 64; row += 8) transformLine(block, row, 1);
  for (let column = 0; column < 8; column++) transformLine(block, column, 8);
}

const valueAt = (block: Float64Array, at: number) => block[at] ?? 0;

function transformLine(b: Float64Array, at: number, step: number): void {
  const x0 = valueAt(b, at);
  const x1 = valueAt(b, at + step);
  const x2 = valueAt(b, at + 2 * step);
  const x3 = valueAt(b, at + 3 * step);
  const x4 = valueAt(b, at + 4 * step);
  const x5 = valueAt(b, at + 5 * step);
  const x6 = valueAt(b, at + 6 * step);
  const x7 = valueAt(b, at + 7 * step);
  const d0 = x0 - x7;
  const d1 = x1 - x6;
  const d2 = x2 - x5;
  const d3 = x3 - x4;
  const s0 = x0 + x7;
  const s1 = x1 + x6;
  const s2 = x2 + x5;
  const s3 = x3 + x4;
  b[at] = (s0 + s1 + s2 + s3) * C4;
  b[at + step] = d0 * C1 + d1 * C3 + d2 * C5 + d3 * C7;
  b[at + 2 * step] = (s0 - s3) * C2 + (s1 - s2) * C6;
  b[at + 3 * step] = d0 * C3 - d1 * C7 - d2 * C1 - d3 * C5;
  b[at + 4 * step] = (s0 + s3 - s1 - s2) * C4;
  b[at + 5 * step] = d0 * C5 - d1 * C1 + d2 * C7 + d3 * C3;
  b[at + 6 * step] = (s0 - s3) * C6 - (s1 - s2) * C2;
  b[at + 7 * step] = d0 * C7 - d1 * C5 + d2 * C3 - d3 * C1;
}

import { C1, C2, C3, C4, C5, C6, C7 } from "./dct.ts";
import { type Luma, UNITS_PER_LEVEL } from "./luma.ts";
import { COUNTERS, VOTE_FREQUENCIES } from "./zero-counters.ts";

/** Frequencies that vote for a grid: 27 of 63. */
export const VOTES = VOTE_FREQUENCIES.flat().length;

/** Vertical transforms are kept in units so fine that cutting off a fraction shifts no threshold. */
const UNITS_PER_LUMA_UNIT = 256;

/** Where on a row of pixels blocks start: at `start` + i·`step`, `count` of them. */
interface Places {
  readonly start: number;
  readonly step: number;
  readonly count: number;
}

/** How many of the 27 vote frequencies are nearly zero, for blocks wherever they start. */
export class ZeroRows {
  readonly #luma: Luma;
  /** In units of a line. */
  readonly #threshold: number;
  /** Line u: coefficient u of the 8 samples below the row, for every column. */
  readonly #lines: readonly Float64Array[];

  /** @param threshold below which an orthonormal coefficient counts as zero, in levels. */
  constructor(luma: Luma, threshold: number) {
    this.#luma = luma;
    this.#threshold = threshold * UNITS_PER_LEVEL * UNITS_PER_LUMA_UNIT;
    this.#lines = VOTE_FREQUENCIES.map(() => new Float64Array(luma.width));
  }

  /** Takes the row of pixels at which the blocks start; 8 rows must be there. */
  moveTo(y: number): void {
    transformColumns(this.#luma, y, this.#lines);
  }

  /** Counts, 0..27 each, into `counts`. Every block must lie within the row. */
  count({ start, step, count }: Places, counts: Uint8Array): void {
    counts.fill(0, 0, count);
    for (const [u, counter] of COUNTERS.entries()) {
      const line = this.#lines[u];
      if (line !== undefined) counter(line, start, step, this.#threshold, counts, count);
    }
  }
}

function transformColumns({ width, values }: Luma, y: number, lines: readonly Float64Array[]) {
  const at = (row: number) => values.subarray((y + row) * width, (y + row + 1) * width);
  const [r0, r1, r2, r3, r4, r5, r6, r7] = [at(0), at(1), at(2), at(3), at(4), at(5), at(6), at(7)];
  const [l0, l1, l2, l3, l4, l5, l6, l7] = lines;
  if (!(l0 && l1 && l2 && l3 && l4 && l5 && l6 && l7)) return;
  const k = UNITS_PER_LUMA_UNIT;
  const [k1, k2, k3, k4, k5, k6, k7] = [C1 * k, C2 * k, C3 * k, C4 * k, C5 * k, C6 * k, C7 * k];
  for (let x = 0; x < width; x++) {
    const a0 = r0[x] ?? 0;
    const a1 = r1[x] ?? 0;
    const a2 = r2[x] ?? 0;
    const a3 = r3[x] ?? 0;
    const a4 = r4[x] ?? 0;
    const a5 = r5[x] ?? 0;
    const a6 = r6[x] ?? 0;
    const a7 = r7[x] ?? 0;
    const d0 = a0 - a7;
    const d1 = a1 - a6;
    const d2 = a2 - a5;
    const d3 = a3 - a4;
    const e0 = a0 + a7 + a3 + a4;
    const e1 = a1 + a6 + a2 + a5;
    const e2 = a0 + a7 - a3 - a4;
    const e3 = a1 + a6 - a2 - a5;
    l0[x] = (e0 + e1) * k4;
    l1[x] = d0 * k1 + d1 * k3 + d2 * k5 + d3 * k7;
    l2[x] = e2 * k2 + e3 * k6;
    l3[x] = d0 * k3 - d1 * k7 - d2 * k1 - d3 * k5;
    l4[x] = (e0 - e1) * k4;
    l5[x] = d0 * k5 - d1 * k1 + d2 * k7 + d3 * k3;
    l6[x] = e2 * k6 - e3 * k2;
    l7[x] = d0 * k7 - d1 * k5 + d2 * k3 - d3 * k1;
  }
}

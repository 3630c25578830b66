import fc from "fast-check";
import { expect, it } from "vitest";
import type { Luma } from "../../../../core/history/luma.ts";
import { VOTE_FREQUENCIES, VOTES } from "../../../../core/history/zeros/zero-kernels.ts";
import { makeZeroCounter } from "../../../../core/history/zeros/zero-map.ts";

const countZeros = makeZeroCounter();

const picture = fc
  .tuple(fc.integer({ min: 8, max: 41 }), fc.integer({ min: 8, max: 45 }))
  .chain(([width, height]) => {
    const size = width * height;
    const levels = fc.array(fc.integer({ min: -300, max: 300 }), {
      minLength: size,
      maxLength: size,
    });
    return levels.map((values): Luma => ({ width, height, values: Int16Array.from(values) }));
  });

const scale = (k: number) => (k === 0 ? Math.SQRT1_2 : 1) / 2;

/** The definition: a coefficient of the block that begins at x, y, in levels. */
function coefficient({ width, values }: Luma, x: number, y: number, u: number, v: number): number {
  let sum = 0;
  for (let i = 0; i < 64; i++) {
    const [row, column] = [i >> 3, i & 7];
    const wave =
      Math.cos(((2 * row + 1) * u * Math.PI) / 16) *
      Math.cos(((2 * column + 1) * v * Math.PI) / 16);
    sum += ((values[(y + row) * width + x + column] ?? Number.NaN) / 64) * wave;
  }
  return sum * scale(u) * scale(v);
}

it("counts, for the block at every pixel, the vote frequencies below the threshold", () => {
  const threshold = 0.8;
  fc.assert(
    fc.property(picture, (luma) => {
      const { counts } = countZeros(luma, threshold);
      for (let y = 0; y + 8 <= luma.height; y += 3) {
        for (let x = 0; x + 8 <= luma.width; x++) {
          const sizes = VOTE_FREQUENCIES.flatMap((vs, u) =>
            vs.map((v) => Math.abs(coefficient(luma, x, y, u, v))),
          );
          // Single precision may take one at the very threshold for either.
          const below = (limit: number) => sizes.filter((size) => size < limit).length;
          const count = counts[y * luma.width + x];
          expect(count).toBeGreaterThanOrEqual(below(threshold - 1e-4));
          expect(count).toBeLessThanOrEqual(below(threshold + 1e-4));
        }
      }
    }),
    { numRuns: 12 },
  );
});

it("keeps nothing of a wider picture before", () => {
  const flat = (width: number, level: number): Luma => {
    return { width, height: 50, values: new Int16Array(width * 50).fill(level) };
  };
  const noisy = { ...flat(90, 0), values: new Int16Array(4500).map((_, i) => (i * 7919) % 5000) };
  countZeros(noisy, 0.5);
  const { counts } = countZeros(flat(30, 64), 0.5);
  for (let y = 0; y + 8 <= 50; y++) {
    expect(counts.subarray(30 * y, 30 * y + 23).every((count) => count === VOTES)).toBe(true);
  }
});

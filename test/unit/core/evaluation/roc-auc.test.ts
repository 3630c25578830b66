import fc from "fast-check";
import { expect, it } from "vitest";
import { countAbove, rocAuc } from "../../../../core/evaluation/roc-auc.ts";

const auc = (positives: readonly number[], negatives: readonly number[]) =>
  rocAuc(Float64Array.from(positives).sort(), Float64Array.from(negatives).sort());

/** Every pair, one by one. */
function slowAuc(positives: readonly number[], negatives: readonly number[]): number {
  let wins = 0;
  for (const p of positives) for (const n of negatives) wins += p > n ? 1 : p === n ? 0.5 : 0;
  return wins / (positives.length * negatives.length);
}

it.each([
  [[0.9, 0.8], [0.1, 0.2, 0.3], 1],
  [[0.1], [0.9, 0.8], 0],
  [[0.5, 0.5], [0.5, 0.5, 0.5], 0.5],
  // Pairs won: 0.7 beats two and ties one; 0.2 ties one.
  [[0.7, 0.2], [0.7, 0.2, 0.4], (2.5 + 0.5) / 6],
  [[Infinity], [Infinity, 1], 0.75],
])("%j against %j is %f", (positives, negatives, expected) => {
  expect(auc(positives, negatives)).toBeCloseTo(expected, 12);
});

it("is that of every pair, with any number of ties", () => {
  const few = fc.array(
    fc.integer({ min: 0, max: 5 }).map((i) => i / 5),
    { minLength: 1, maxLength: 40 },
  );
  fc.assert(
    fc.property(few, few, (positives, negatives) => {
      expect(auc(positives, negatives)).toBeCloseTo(slowAuc(positives, negatives), 12);
      expect(auc(negatives, positives)).toBeCloseTo(1 - slowAuc(positives, negatives), 12);
    }),
  );
});

it.each([
  [[], [1]],
  [[1], []],
])("refuses %j against %j", (positives, negatives) => {
  expect(() => auc(positives, negatives)).toThrow(
    `AUC needs both classes, received ${positives.length} against ${negatives.length}`,
  );
});

it("counts what is strictly above", () => {
  expect(countAbove([0.4, 0.5, 0.5000001, 1], 0.5)).toBe(2);
  expect(countAbove([], 0)).toBe(0);
});

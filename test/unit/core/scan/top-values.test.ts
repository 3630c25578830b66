import fc from "fast-check";
import { expect, it } from "vitest";
import { topValues } from "../../../../core/scan/top-values.ts";

const probabilities = fc.array(
  fc.oneof(fc.constantFrom(0, 1, 0.5), fc.float({ min: 0, max: 1, noNaN: true })),
  { minLength: 1, maxLength: 300 },
);

it("are those that sorting all of them gives", () => {
  fc.assert(
    fc.property(probabilities, fc.integer({ min: 1, max: 320 }), (numbers, count) => {
      const values = Float32Array.from(numbers);
      expect([...topValues(values, count)]).toEqual([...values.toSorted().subarray(-count)]);
    }),
  );
});

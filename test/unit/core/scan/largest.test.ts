import fc from "fast-check";
import { expect, it } from "vitest";
import { largest } from "../../../../core/scan/largest.ts";

const Values = fc.float32Array({ min: 0, max: 1, noNaN: true, minLength: 1, maxLength: 3000 });

it("are those at the end of the whole, sorted: bit by bit", () => {
  fc.assert(
    fc.property(Values, fc.integer({ min: 1, max: 300 }), (values, count) => {
      expect(largest(values, count)).toEqual(values.toSorted().subarray(-count));
    }),
  );
});

it.each([0, 0.5, 1])("of a map of one value, %f, are that value", (value) => {
  expect(largest(new Float32Array(5000).fill(value), 5)).toEqual(new Float32Array(5).fill(value));
});

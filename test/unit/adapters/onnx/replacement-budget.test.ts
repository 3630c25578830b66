import { expect, it } from "vitest";
import { ReplacementBudget } from "../../../../adapters/onnx/replacement-budget.ts";

const MINUTE_MS = 60_000;

it("gives four in any ten minutes", () => {
  const budget = new ReplacementBudget();
  const asked = [0, 1, 2, 3, 4, 9, 10, 11, 11.5].map((minute) =>
    budget.take("ended", minute * MINUTE_MS),
  );
  expect(asked).toEqual([true, true, true, true, false, false, true, true, false]);
});

it("gives one for a thread that hangs, ever", () => {
  const budget = new ReplacementBudget();
  expect(budget.take("hung", 0)).toBe(true);
  expect(budget.take("ended", MINUTE_MS)).toBe(true);
  expect(budget.take("hung", 1e6 * MINUTE_MS)).toBe(false);
});

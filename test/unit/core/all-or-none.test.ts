import { expect, it, vi } from "vitest";
import { allOrNone } from "../../../core/all-or-none.ts";

it("gives what all made, in their order", async () => {
  const undo = vi.fn();
  expect(await allOrNone([Promise.resolve(1), Promise.resolve("b")], undo)).toEqual([1, "b"]);
  expect(undo).not.toHaveBeenCalled();
});

it("undoes what others made when some fail, and says what the first of these threw", async () => {
  const undo = vi.fn(async (_: string) => {});
  const late = new Promise<string>((_, reject) => setTimeout(() => reject(new Error("b")), 20));
  const failing = Promise.reject<string>(new Error("c"));
  const made = allOrNone([Promise.resolve("a"), late, failing, Promise.resolve("d")], undo);
  await expect(made).rejects.toThrow("b");
  expect(undo.mock.calls).toEqual([["a"], ["d"]]);
});

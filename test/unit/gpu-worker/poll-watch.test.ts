import { beforeEach, expect, it } from "vitest";
import { PollWatch } from "../../../gpu-worker/poll-watch.ts";

const MINUTE = 60_000;

let nowMs: number;
let givenUpAt: number[];
let marks: number;
let polls: PollWatch;

beforeEach(() => {
  [nowMs, givenUpAt, marks] = [5 * MINUTE, [], 0];
  polls = new PollWatch({
    clock: { monotonicMs: () => nowMs },
    giveUp: () => void givenUpAt.push(nowMs),
    mark: async () => void marks++,
  });
});

/** Polls that fail, one each minute. */
function fail(minutes: number): void {
  for (let minute = 0; minute < minutes; minute++) {
    polls.failed();
    nowMs += MINUTE;
  }
}

it("gives up after ten minutes of nothing but failures", () => {
  fail(10);
  expect(givenUpAt).toEqual([]);
  fail(1);
  expect(givenUpAt).toEqual([15 * MINUTE]);
});

it("begins anew after each poll that succeeds, and marks that one alone", async () => {
  fail(9);
  expect(marks).toBe(0);
  await polls.succeeded();
  expect(marks).toBe(1);
  // What lies between two polls is work, and no failure.
  nowMs += 60 * MINUTE;
  fail(10);
  expect(givenUpAt).toEqual([]);
});

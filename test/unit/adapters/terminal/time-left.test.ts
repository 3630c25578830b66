import { expect, it } from "vitest";
import { timeLeft } from "../../../../adapters/terminal/time-left.ts";

it.each([
  [7, "7s"],
  [58, "1m00s"],
  [238, "4m00s"],
  [3598, "1h00m"],
  [7500, "2h05m"],
  [Number.POSITIVE_INFINITY, ""],
])("%d seconds are %s", (seconds, text) => expect(timeLeft(seconds)).toBe(text));

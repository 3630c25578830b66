import fc from "fast-check";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { MODEL } from "../helpers/builders.ts";
import { expectConserved, expectConsistent } from "./simulated-conservation.ts";
import { type Going, type Moment, SimulatedFleet } from "./simulated-fleet.ts";
import { anyChange, anyModel } from "./simulated-schedule.ts";

// The same promise through the real worker loop, by the clock: two workers whose scans can take longer
// than a message stays hidden when their signs of life are lost, and which are killed and replaced.

/** Fewer than of the other schedules: each is some half an hour of the real loop. */
const RUNS = Math.ceil(Number(process.env["CONSERVATION_RUNS"] ?? 1000) / 10);
const TIMEOUT_MS = 3_600_000;
/** What is left by then goes round for ever: longer than the longest pauses and backoffs in a row. */
const DONE_WITHIN_SECONDS = 20_000;

const going: fc.Arbitrary<Going> = fc.record({
  seconds: fc.oneof(fc.constant(0), fc.integer({ min: 20, max: 60 })),
  fails: fc.constantFrom("not", "not", "not", "before", "after"),
});
const slot = fc.nat({ max: 1 });
const isSilent = fc.constantFrom(true, true, false);
const seconds = fc.oneof(fc.constant(0), fc.nat({ max: 90 }));
const happening = fc.oneof(
  { weight: 4, arbitrary: anyChange },
  {
    weight: 1,
    arbitrary: fc.record({ does: fc.constantFrom("kill", "drain"), slot, model: anyModel }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ does: fc.constant("silence"), slot, isSilent }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant("redrive"), pick: fc.nat({ max: 999 }) }) },
);
const moment: fc.Arbitrary<Moment> = fc
  .tuple(seconds, happening)
  .map(([after, what]) => ({ after, ...what }));

beforeEach(() => {
  // The event loop itself goes on: between two seconds, all that takes no time gets done.
  vi.useFakeTimers({
    now: 0,
    toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date"],
  });
});
afterEach(() => {
  vi.useRealTimers();
});

async function pass(fleet: SimulatedFleet, count: number): Promise<void> {
  for (let second = 0; second < count; second++) {
    vi.advanceTimersByTime(1000);
    await new Promise((resolve) => setImmediate(resolve));
    fleet.moveDeadLetters();
    await expectConsistent(fleet);
  }
}

async function ranThrough(fleet: SimulatedFleet, moments: readonly Moment[]): Promise<void> {
  for (const one of moments) {
    await pass(fleet, one.after);
    fleet.take(one);
  }
  fleet.calm();
  for (let waited = 0; !fleet.isIdle; waited += 60) {
    expect(waited, "seconds waited").toBeLessThan(DONE_WITHIN_SECONDS);
    await pass(fleet, 60);
  }
  fleet.stop();
  await pass(fleet, 60);
}

it.each([
  ["with versions", true],
  ["without versions", false],
])(
  "in a bucket %s, every upload has one terminal verdict, whatever becomes of the workers",
  async (_, isVersioned) => {
    const schedule = fc.array(moment, { minLength: 3, maxLength: 25 });
    const effects = fc.array(going, { maxLength: 60 });
    const property = fc.asyncProperty(schedule, effects, async (moments, goings) => {
      vi.clearAllTimers();
      const fleet = new SimulatedFleet(isVersioned, [MODEL, MODEL], goings);
      await ranThrough(fleet, moments);
      await expectConserved(fleet);
    });
    await fc.assert(property, { numRuns: RUNS });
  },
  TIMEOUT_MS,
);

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { versionRow } from "../../core/contracts/object-keys.ts";
import { MODEL } from "../helpers/builders.ts";
import { expectConserved, expectConsistent } from "./simulated-conservation.ts";
import { calmSchedule, roughSchedule, type Step, take } from "./simulated-schedule.ts";
import { SimulatedSystem } from "./simulated-system.ts";

// The promise: every upload ends in exactly one terminal verdict, whatever breaks. The handlers are the
// real ones; what is simulated delivers late, twice, in any order and to two at once, changes the bucket
// between any two effects, and fails or dies at any of them.

const RUNS = Number(process.env["CONSERVATION_RUNS"] ?? 1000);
/** Of the long form, which is run by hand. */
const TIMEOUT_MS = 3_600_000;

async function ranThrough(isVersioned: boolean, steps: readonly Step[]): Promise<SimulatedSystem> {
  const system = new SimulatedSystem({ isVersioned });
  for (const step of steps) {
    await take(system, step);
    await expectConsistent(system);
  }
  await system.finish(MODEL);
  return system;
}

describe.each([
  ["with versions", true],
  ["without versions", false],
])("in a bucket %s", (_, isVersioned) => {
  it(
    "every upload has one terminal verdict, and the newest is current",
    async () => {
      const property = fc.asyncProperty(roughSchedule, async (steps) => {
        await expectConserved(await ranThrough(isVersioned, steps));
      });
      await fc.assert(property, { numRuns: RUNS });
    },
    TIMEOUT_MS,
  );
});

it(
  "when nothing breaks, every version that is still there is scanned",
  async () => {
    const property = fc.asyncProperty(calmSchedule, async (steps) => {
      const system = await ranThrough(true, steps);
      await expectConserved(system);
      for (const upload of system.images.uploads) {
        const state = system.images.isRemoved(upload) ? "deleted" : "scanned";
        expect(await system.verdicts.get(versionRow(upload))).toMatchObject({ state });
      }
    });
    await fc.assert(property, { numRuns: Math.ceil(RUNS / 3) });
  },
  TIMEOUT_MS,
);

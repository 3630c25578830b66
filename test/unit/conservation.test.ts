import fc from "fast-check";
import { expect, it } from "vitest";
import { versionIdOf } from "../../core/contracts/object-identity.ts";
import { latestRow, versionRow } from "../../core/contracts/object-keys.ts";
import type { Verdict } from "../../core/contracts/verdict.ts";
import type { Happening } from "../helpers/simulated-bucket.ts";
import { type Delivery, type Fault, SimulatedSystem } from "../helpers/simulated-system.ts";

// The promise: every upload ends in exactly one terminal verdict, whatever breaks. The handlers are the
// real ones; what is simulated delivers late, twice, in any order, and fails or dies at any effect.

const RUNS = Number(process.env["CONSERVATION_RUNS"] ?? 300);

interface Upload {
  readonly key: string;
  readonly what: "put" | "delete";
  /** Of its event. */
  readonly copies: number;
}

const fault: fc.Arbitrary<Fault> = fc.oneof(
  { weight: 1, arbitrary: fc.constant({ kind: "none" } as const) },
  { weight: 1, arbitrary: fc.constant({ kind: "lost-acknowledgement" } as const) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom("effect", "crash"),
      at: fc.nat({ max: 3 }),
      isDone: fc.boolean(),
    }),
  },
);
const delivery: fc.Arbitrary<Delivery> = fc.record({ pick: fc.nat({ max: 1000 }), fault });
const upload: fc.Arbitrary<Upload> = fc.record({
  key: fc.constantFrom("a.jpg", "b c.jpg"),
  what: fc.constantFrom("put", "put", "delete"),
  copies: fc.integer({ min: 1, max: 2 }),
});
const step = fc.oneof({ weight: 1, arbitrary: upload }, { weight: 6, arbitrary: delivery });
const schedule = fc.array(step, { minLength: 5, maxLength: 80 });

async function ranThrough(isVersioned: boolean, steps: readonly (Upload | Delivery)[]) {
  const system = new SimulatedSystem({ isVersioned });
  for (const one of steps) {
    if ("fault" in one) await system.deliver(one);
    else system.images[one.what](one.key, one.copies);
    for (const key of namedMasks(system)) expect(system.masks).toContain(key);
  }
  await system.finish();
  return system;
}

async function expectConserved(system: SimulatedSystem): Promise<void> {
  const { history } = system.images;
  const named = namedMasks(system);
  const unscanned = new Set<string>();
  for (const { object } of history.filter(({ isDeletion }) => !isDeletion)) {
    const verdict = await system.verdicts.get(versionRow(object));
    expect(verdict, `a verdict about ${versionIdOf(object)}`).toBeDefined();
    expect(verdict?.state).not.toBe("deleted");
    if (verdict?.state !== "scanned") unscanned.add(versionIdOf(object));
  }
  // A mask that no verdict names belongs to a result that was given up after its mask was written.
  const nameless = [...system.masks].filter((key) => !named.has(key));
  expect(nameless.length).toBeLessThanOrEqual(unscanned.size);
  for (const newest of newestOf(history)) {
    expectCurrent(await system.verdicts.get(latestRow(newest.object)), newest);
  }
}

/** No verdict may name a mask that is missing, not for a moment. */
function namedMasks(system: SimulatedSystem): Set<string> {
  const rows = Object.values(system.verdicts.rows());
  return new Set(rows.flatMap((row) => (row.state === "scanned" ? [row.mask.key] : [])));
}

/** The last thing that happened to each key. */
function newestOf(history: readonly Happening[]): Happening[] {
  return [...new Map(history.map((one) => [one.object.key, one])).values()];
}

function expectCurrent(latest: Verdict | undefined, { object, isDeletion }: Happening): void {
  if (isDeletion) expect(latest?.state).toBe("deleted");
  else expect(latest).toMatchObject({ objectVersion: versionIdOf(object) });
}

it.each([
  ["with versions", true],
  ["without versions", false],
])(
  "in a bucket %s, every upload has one terminal verdict and the newest is current",
  async (_, isVersioned) => {
    const property = fc.asyncProperty(schedule, async (steps) => {
      await expectConserved(await ranThrough(isVersioned, steps));
    });
    await fc.assert(property, { numRuns: RUNS });
  },
  120_000,
);

it("when nothing breaks, every upload that is still there is scanned, and every mask is named", async () => {
  const property = fc.asyncProperty(fc.array(upload, { minLength: 1 }), async (uploads) => {
    const system = await ranThrough(true, uploads);
    const rows = Object.values(system.verdicts.rows()).filter(({ state }) => state !== "deleted");
    for (const verdict of rows) expect(verdict.state).toBe("scanned");
    await expectConserved(system);
  });
  await fc.assert(property, { numRuns: 100 });
});

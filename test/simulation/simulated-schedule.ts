import fc from "fast-check";
import type { ModelIdentity } from "../../core/contracts/model-manifest.ts";
import { MODEL } from "../helpers/builders.ts";
import type { Change } from "./simulated-bucket.ts";
import type { Fault } from "./simulated-run.ts";
import type { Beginning, Delivery, SimulatedSystem } from "./simulated-system.ts";

/** The model that takes the first one's place, worker by worker. */
export const NEXT_MODEL: ModelIdentity = { ...MODEL, version: "2.0.0", sha256: "cd".repeat(32) };

export type Step =
  | Change
  | (Delivery & { readonly does: "deliver" })
  | (Pick<Beginning, "pick" | "effects"> & { readonly does: "advance" })
  | { readonly does: "expire" | "redrive"; readonly pick: number }
  | (Beginning & { readonly does: "request"; readonly ofVersion: boolean });

/** More effects than any run has: it gets to its end before anything else happens. */
const ALL = 20;
const NO_FAULT: Fault = { kind: "none" };

const does = <Name extends Step["does"]>(name: Name) => fc.constant(name);
const pick = fc.nat({ max: 999 });
export const anyModel = fc.constantFrom(MODEL, NEXT_MODEL);

const where = {
  key: fc.constantFrom("a.jpg", "a.jpg", "a.jpg", "b c.jpg"),
  copies: fc.integer({ min: 1, max: 2 }),
};
const content = fc.constantFrom("x", "y");
export const anyChange: fc.Arbitrary<Change> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ does: does("put"), ...where, content }) },
  { weight: 1, arbitrary: fc.record({ does: does("delete"), ...where }) },
  { weight: 1, arbitrary: fc.record({ does: does("remove"), ...where, pick }) },
);

/** Most at the first effect, so that messages are given up, and even parking fails. */
const aFault = fc.record({
  kind: fc.constantFrom("effect", "crash"),
  at: fc.oneof(fc.constant(0), fc.nat({ max: 4 })),
  isDone: fc.boolean(),
});

/** How many runs out of ten have a fault, and how many out of ten overlap with others. */
interface Weather {
  readonly faults: number;
  readonly overlaps: number;
}

function stepIn({ faults, overlaps }: Weather): fc.Arbitrary<Step> {
  const fault = fc.oneof(
    { weight: 10 - faults, arbitrary: fc.constant(NO_FAULT) },
    { weight: faults, arbitrary: aFault },
  );
  const effects = fc.oneof(
    { weight: 10 - overlaps, arbitrary: fc.constant(ALL) },
    { weight: overlaps, arbitrary: fc.nat({ max: 4 }) },
  );
  const begins = { pick, effects, fault };
  return fc.oneof(
    { weight: 6, arbitrary: anyChange },
    { weight: 24, arbitrary: fc.record({ does: does("deliver"), ...begins, model: anyModel }) },
    { weight: overlaps, arbitrary: fc.record({ does: does("advance"), pick, effects }) },
    { weight: 3, arbitrary: fc.record({ does: does("redrive"), pick }) },
    // In calm weather no message is handed out too early.
    { weight: faults > 0 ? overlaps : 0, arbitrary: fc.record({ does: does("expire"), pick }) },
    {
      weight: 2,
      arbitrary: fc.record({ does: does("request"), ...begins, ofVersion: fc.boolean() }),
    },
  );
}

function scheduleIn(weather: Weather): fc.Arbitrary<Step[]> {
  return fc.array(stepIn(weather), { minLength: 5, maxLength: 80 });
}

/** What happens, one after the other, while nothing fails. */
export const calmSchedule = scheduleIn({ faults: 0, overlaps: 6 });

/** What happens while a few things fail, or most, and few runs overlap, or most. */
export const roughSchedule = fc.oneof(
  scheduleIn({ faults: 4, overlaps: 2 }),
  scheduleIn({ faults: 4, overlaps: 8 }),
  scheduleIn({ faults: 9, overlaps: 1 }),
);

export async function take(system: SimulatedSystem, step: Step): Promise<void> {
  switch (step.does) {
    case "deliver":
      await system.deliver(step);
      break;
    case "advance":
      await system.advance(step);
      break;
    case "expire":
      await system.expire(step.pick);
      break;
    case "redrive":
      system.redrive(step.pick);
      break;
    case "request":
      await system.request(step.ofVersion, step);
      break;
    default:
      system.images.change(step);
  }
}

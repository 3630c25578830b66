import { setTimeout as sleep } from "node:timers/promises";
import type { ObjectReader, ObjectWriter } from "../../../core/ports.ts";
import type { Joined } from "../setup.ts";

/** In percent of all reads and writes. */
const REFUSED = 5;
const ANSWER_LOST = 3;
/** Longest time that one takes longer: room for a kill. */
const DELAY_MS = 60;

/** The same objects behind a disk that fails now and then, before or after it has done its work. */
export function flakyObjects(
  objects: ObjectReader & ObjectWriter,
  { random, tell }: Pick<Joined, "random" | "tell">,
): ObjectReader & ObjectWriter {
  const risk = async <T>(work: () => Promise<T>): Promise<T> => {
    tell("works");
    await sleep(random(DELAY_MS));
    if (random(100) < REFUSED) {
      tell("store-refused");
      throw new Error("the disk refused, as planned");
    }
    const done = await work();
    if (random(100) >= ANSWER_LOST) return done;
    tell("store-answer-lost");
    throw new Error("the disk's answer was lost, as planned");
  };
  return {
    head: (object) => risk(() => objects.head(object)),
    get: (object, maxBytes) => risk(() => objects.get(object, maxBytes)),
    put: (to, body, contentType) => risk(() => objects.put(to, body, contentType)),
  };
}

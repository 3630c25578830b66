import { pMapIterable } from "p-map";
import pThrottle from "p-throttle";
import type { JobQueue } from "../../core/ports.ts";
import { countedIn, type Decision, NOTHING_YET, type Tally } from "../../core/requeue/decision.ts";

export interface RequeueOptions<Item> {
  readonly items: AsyncIterable<Item>;
  readonly decide: (item: Item) => Promise<Decision>;
  /** @default nothing is sent: what would be is counted */
  readonly jobs?: JobQueue;
  /** Jobs at most. */
  readonly ratePerSecond: number;
  /** Takes no further items once it aborts; what is begun is finished. */
  readonly signal: AbortSignal;
  /** Called after each item, in their order: all that there was up to it is done. */
  readonly onDone: (item: Item, tally: Tally) => void;
}

/**
 * Items looked at together, each waiting for the table and the bucket most of the time; not more than
 * may be sent in a second, so that a run that is stopped ends soon.
 */
const MAX_AT_ONCE = 32;
const SECOND_MS = 1000;

/**
 * Puts what needs it on the queue. Doing it twice is harmless: the same job again has the same place
 * in the order of results.
 *
 * @throws whatever reading items, deciding or sending throws. What `onDone` told of is done.
 */
export async function requeue<Item>(options: RequeueOptions<Item>): Promise<Tally> {
  const { items, decide, jobs, ratePerSecond, signal, onDone } = options;
  const paced = pThrottle({ limit: ratePerSecond, interval: SECOND_MS, strict: true });
  const send = jobs && paced(jobs.send.bind(jobs));
  const handle = async (item: Item) => {
    const decision = await decide(item);
    if ("job" in decision) await send?.(decision.job);
    return { item, decision };
  };
  let tally = NOTHING_YET;
  const concurrency = Math.min(MAX_AT_ONCE, ratePerSecond);
  const inOrder = pMapIterable(until(signal, items), handle, { concurrency });
  for await (const { item, decision } of inOrder) {
    tally = countedIn(tally, decision);
    onDone(item, tally);
  }
  return tally;
}

async function* until<Item>(signal: AbortSignal, items: AsyncIterable<Item>) {
  for await (const item of items) {
    if (signal.aborted) return;
    yield item;
  }
}

import { setTimeout as sleep } from "node:timers/promises";
import type { QueueDepth } from "./queue-depths.ts";

const LOOK_MS = 200;
/** Longer than a worker ever waits before it tries a message once more (300 s). */
const STALLED_MS = 330_000;

/**
 * Resolves when the queues are empty twice running: once alone might see each queue just before
 * something reaches it.
 *
 * @returns what is left in them when nothing has moved for longer than anything waits.
 */
export async function settle(look: () => Promise<readonly QueueDepth[]>): Promise<string[]> {
  let [lastSeen, sinceMs] = ["", performance.now()];
  for (let empty = 0; empty < 2; await sleep(LOOK_MS)) {
    const left = (await look()).filter(({ waiting, hidden }) => waiting + hidden > 0);
    empty = left.length === 0 ? empty + 1 : 0;
    const seen = JSON.stringify(left);
    if (seen !== lastSeen) [lastSeen, sinceMs] = [seen, performance.now()];
    if (performance.now() - sinceMs > STALLED_MS) return [`messages are left: ${seen}`];
  }
  return [];
}

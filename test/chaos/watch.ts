import { setTimeout as sleep } from "node:timers/promises";

const LOOK_MS = 1000;

export interface Watched {
  readonly looks: number;
  /** Each once, in the order they were seen. */
  readonly violations: readonly string[];
}

/** Looks again and again until `signal` aborts, and keeps what was wrong at any time. */
export async function watch(
  look: () => Promise<readonly string[]>,
  signal: AbortSignal,
): Promise<Watched> {
  const violations = new Set<string>();
  let looks = 0;
  while (!signal.aborted) {
    for (const violation of await look()) violations.add(`on the way: ${violation}`);
    looks++;
    await sleep(LOOK_MS, undefined, { signal }).catch(() => {});
  }
  return { looks, violations: [...violations] };
}

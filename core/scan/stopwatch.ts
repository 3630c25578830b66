import type { Timings } from "../contracts/scan-result.ts";
import type { Clock } from "../ports.ts";

export type TimedStep = Exclude<keyof Timings, "totalMs">;

export interface Stopwatch {
  /** Runs one step, or a part of it, and remembers how long it took, also when it throws. */
  time<T>(step: TimedStep, work: () => Promise<T>): Promise<T>;
  /** What every result says about time. */
  read(): { readonly finishedAt: string; readonly timings: Timings };
}

export function startStopwatch(clock: Clock): Stopwatch {
  const start = clock.monotonicMs();
  const steps: Partial<Record<TimedStep, number>> = {};
  return {
    async time(step, work) {
      const begin = clock.monotonicMs();
      try {
        return await work();
      } finally {
        steps[step] = (steps[step] ?? 0) + clock.monotonicMs() - begin;
      }
    },
    read: () => ({
      finishedAt: clock.now().toISOString(),
      timings: { ...steps, totalMs: clock.monotonicMs() - start },
    }),
  };
}

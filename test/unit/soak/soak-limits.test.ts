import { expect, it } from "vitest";
import { type Measured, overLimits } from "../../soak/limits.ts";
import type { Growth, MemoryKind } from "../../soak/report.ts";

/** Bytes a minute and their standard error. */
function growth(slope = 0, standardError = 1e6): Growth {
  const bytesPerMinute = { slope, standardError };
  const size = { firstBytes: 1, lastBytes: 1, peakBytes: 1 };
  return { ...size, bytesPerMinute, bytesPerThousandImages: bytesPerMinute };
}

function run(memory: Partial<Record<MemoryKind, Growth>>, other: Partial<Measured> = {}): Measured {
  const none = growth();
  const still = { rss: none, heapUsed: none, liveHeap: none, external: none, arrayBuffers: none };
  return {
    seconds: 480,
    memory: { ...still, ...memory },
    loopDelay: { p50Ms: 1, p99Ms: 500, maxMs: 2000 },
    throughput: { first: 100, last: 33, ratio: 0.33 },
    cpuMsPerImage: { first: 40, last: 60, ratio: 1.5 },
    ...other,
  };
}

it("a run at its limits is within them", () => {
  expect(
    overLimits(run({ rss: growth(7e6), liveHeap: growth(7e6), external: growth(7e6) })),
  ).toEqual([]);
});

it.each(["rss", "liveHeap", "external"] as const)(
  "%s must not grow by more than five megabytes a minute, with two standard errors",
  (kind) => {
    expect(overLimits(run({ [kind]: growth(7.1e6) }))).toEqual([
      `${kind} grows by 7100000 ± 1000000 bytes a minute, expected at most 5000000`,
    ]);
    expect(overLimits(run({ [kind]: growth(7.1e6, 2e6) }))).toEqual([]);
  },
);

it("a short run says nothing about the memory of the whole process", () => {
  const memory = { rss: growth(50e6), external: growth(50e6) };
  expect(overLimits(run(memory, { seconds: 90 }))).toEqual([expect.stringMatching(/^external/)]);
});

it("names an event loop that is late, and images that come slower or take more work than at first", () => {
  const loopDelay = { p50Ms: 1, p99Ms: 501, maxMs: 501 };
  expect(overLimits(run({}, { loopDelay }))).toEqual([
    "loop delay p99 501 ms, expected at most 500",
  ]);
  const drift = (ratio: number) => ({ first: 10, last: 10 * ratio, ratio });
  for (const ratio of [0.32, Number.NaN]) {
    const slower = overLimits(run({}, { throughput: drift(ratio) }));
    expect(slower).toEqual([`throughput came to ${ratio}, expected 0.33 or more`]);
  }
  for (const ratio of [1.51, Number.NaN]) {
    const harder = overLimits(run({}, { cpuMsPerImage: drift(ratio) }));
    expect(harder).toEqual([`time per image came to ${ratio}, expected at most 1.5`]);
  }
});

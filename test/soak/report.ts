import { overLimits } from "./limits.ts";
import type { LoopDelay, Sample } from "./sampler.ts";
import { type Drift, driftOf, type Trend, trendOf } from "./trend.ts";

/** How one kind of memory grew after the warm-up. */
export interface Growth {
  readonly bytesPerMinute: Trend;
  readonly bytesPerThousandImages: Trend;
  readonly firstBytes: number;
  readonly lastBytes: number;
  readonly peakBytes: number;
}

/** As in Sample. */
export type MemoryKind = "rss" | "heapUsed" | "liveHeap" | "external" | "arrayBuffers";

export interface SoakReport {
  /** Verdicts, those of the warm-up included. */
  readonly images: number;
  /** How many ended in each way: `scanned`, or the code of the reason. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** After the warm-up. */
  readonly seconds: number;
  readonly memory: Readonly<Record<MemoryKind, Growth>>;
  readonly loopDelay: LoopDelay;
  /** Verdicts a second. */
  readonly throughput: Drift;
  /** Processor time of an image, which others on the machine change little. */
  readonly cpuMsPerImage: Drift;
  readonly violations: readonly string[];
}

export interface Seen extends Pick<SoakReport, "images" | "outcomes" | "loopDelay"> {
  /** After the warm-up. */
  readonly samples: readonly Sample[];
  /** What was seen to go wrong, beside what the samples say. */
  readonly violations: readonly string[];
}

const MINUTE_MS = 60_000;

export function reportOf(seen: Seen): SoakReport {
  const { samples, images, outcomes, loopDelay } = seen;
  const overTime = samples.map(({ atMs, images }) => ({ x: atMs / 1000, y: images }));
  const overImages = samples.map(({ images, cpuMs }) => ({ x: images, y: cpuMs }));
  const measured = {
    images,
    outcomes,
    seconds: samples.length,
    memory: {
      rss: growthOf(samples, "rss"),
      heapUsed: growthOf(samples, "heapUsed"),
      liveHeap: growthOf(samples, "liveHeap"),
      external: growthOf(samples, "external"),
      arrayBuffers: growthOf(samples, "arrayBuffers"),
    },
    loopDelay,
    throughput: driftOf(overTime),
    cpuMsPerImage: driftOf(overImages),
  };
  return { ...measured, violations: [...seen.violations, ...overLimits(measured)] };
}

function growthOf(samples: readonly Sample[], kind: MemoryKind): Growth {
  const bytes = samples.map((sample) => sample[`${kind}Bytes`]);
  const over = (x: (sample: Sample) => number) =>
    trendOf(samples.map((sample) => ({ x: x(sample), y: sample[`${kind}Bytes`] })));
  return {
    bytesPerMinute: over(({ atMs }) => atMs / MINUTE_MS),
    bytesPerThousandImages: over(({ images }) => images / 1000),
    firstBytes: bytes.at(0) ?? Number.NaN,
    lastBytes: bytes.at(-1) ?? Number.NaN,
    peakBytes: Math.max(...bytes),
  };
}

import {
  constants,
  monitorEventLoopDelay,
  type PerformanceEntry,
  PerformanceObserver,
} from "node:perf_hooks";
import { z } from "zod";

/** What this process is like at one moment. */
export interface Sample {
  /** Since the sampler was made. */
  readonly atMs: number;
  /** How many images had their verdicts. */
  readonly images: number;
  /** What all threads of this process computed so far. */
  readonly cpuMs: number;
  readonly rssBytes: number;
  readonly heapUsedBytes: number;
  /** What of the heap was used after the last full garbage collection: objects that are needed. */
  readonly liveHeapBytes: number;
  /** Memory of native objects and buffers, without sharp's and onnxruntime's own. */
  readonly externalBytes: number;
  readonly arrayBuffersBytes: number;
  /** How late the event loop was since the last sample. */
  readonly loopDelay: LoopDelay;
}

export interface LoopDelay {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

const INTERVAL_MS = 1_000;
/** The histogram counts the time between two looks, which is this much when nothing is late. */
const RESOLUTION_MS = 10;

type Histogram = ReturnType<typeof monitorEventLoopDelay>;

/** Takes a sample every second until it is stopped. */
export class Sampler {
  readonly #samples: Sample[] = [];
  readonly #images: () => number;
  readonly #startedMs = performance.now();
  readonly #sinceLast = startHistogram();
  readonly #sinceWarm = startHistogram();
  readonly #timer = setInterval(() => this.#take(), INTERVAL_MS);
  readonly #collections = new PerformanceObserver((list) => {
    if (list.getEntries().some(isFullCollection)) {
      this.#liveHeapBytes = process.memoryUsage().heapUsed;
    }
  });
  #liveHeapBytes = process.memoryUsage().heapUsed;
  #warmFrom = 0;

  constructor(images: () => number) {
    this.#images = images;
    this.#collections.observe({ entryTypes: ["gc"] });
  }

  /** What was seen so far does not count: caches fill, code is compiled. */
  endWarmUp(): void {
    this.#warmFrom = this.#samples.length;
    this.#sinceWarm.reset();
  }

  /** @returns the samples since the warm-up, and the delay of the event loop in all that time. */
  stop(): { readonly samples: readonly Sample[]; readonly loopDelay: LoopDelay } {
    clearInterval(this.#timer);
    this.#collections.disconnect();
    for (const histogram of [this.#sinceLast, this.#sinceWarm]) histogram.disable();
    return { samples: this.#samples.slice(this.#warmFrom), loopDelay: delayOf(this.#sinceWarm) };
  }

  #take(): void {
    const { user, system } = process.cpuUsage();
    const { rss, heapUsed, external, arrayBuffers } = process.memoryUsage();
    this.#samples.push({
      atMs: performance.now() - this.#startedMs,
      images: this.#images(),
      cpuMs: (user + system) / 1000,
      rssBytes: rss,
      heapUsedBytes: heapUsed,
      liveHeapBytes: this.#liveHeapBytes,
      externalBytes: external,
      arrayBuffersBytes: arrayBuffers,
      loopDelay: delayOf(this.#sinceLast),
    });
    this.#sinceLast.reset();
  }
}

const FullCollection = z.object({
  detail: z.object({ kind: z.literal(constants.NODE_PERFORMANCE_GC_MAJOR) }),
});

function isFullCollection(entry: PerformanceEntry): boolean {
  return FullCollection.safeParse(entry).success;
}

function startHistogram(): Histogram {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  return histogram;
}

function delayOf(histogram: Histogram): LoopDelay {
  const late = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS);
  return {
    p50Ms: late(histogram.percentile(50)),
    p99Ms: late(histogram.percentile(99)),
    maxMs: late(histogram.max),
  };
}

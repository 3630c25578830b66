import type { MemoryKind, SoakReport } from "./report.ts";

/**
 * Bytes a minute. At ten images a second it is 8 kB an image: less than a decoded one, its map or a
 * photograph's file. A worker of 4 GB would last half a day.
 */
const MAX_GROWTH = 5e6;
/** A slope is believed when it is so many of its standard errors above: by chance, one in forty is. */
const SURE = 2;

/**
 * What is judged, and after how many seconds. The process's memory as a whole takes minutes to come to where
 * it stays: malloc keeps what it was given back, for threads that come to need it one after another.
 */
const JUDGED: readonly (readonly [kind: MemoryKind, fromSeconds: number])[] = [
  ["liveHeap", 0],
  ["external", 0],
  ["rss", 400],
];

/** Six times what two busy cores show; signs of life are due within seconds, queries wait as long. */
const MAX_LOOP_DELAY_P99_MS = 500;
/** Whoever shares the machine may take two thirds of it, in one third of the time and not in the other. */
const MIN_THROUGHPUT_RATIO = 0.33;
/** Work does not depend on the others, but theirs empties the caches; and no two thirds get the same images. */
const MAX_CPU_RATIO = 1.5;

export type Measured = Pick<
  SoakReport,
  "seconds" | "memory" | "loopDelay" | "throughput" | "cpuMsPerImage"
>;

/** What of a run is worse than it may be, in words. */
export function overLimits(run: Measured): string[] {
  const { p99Ms } = run.loopDelay;
  const { ratio } = run.throughput;
  const { ratio: cpuRatio } = run.cpuMsPerImage;
  const isLate = !(p99Ms <= MAX_LOOP_DELAY_P99_MS);
  const isSlower = !(ratio >= MIN_THROUGHPUT_RATIO);
  const isHarder = !(cpuRatio <= MAX_CPU_RATIO);
  return [
    ...JUDGED.flatMap(([kind, fromSeconds]) => (run.seconds < fromSeconds ? [] : grows(run, kind))),
    ...(isLate ? [`loop delay p99 ${p99Ms} ms, expected at most ${MAX_LOOP_DELAY_P99_MS}`] : []),
    ...(isSlower ? [`throughput came to ${ratio}, expected ${MIN_THROUGHPUT_RATIO} or more`] : []),
    ...(isHarder ? [`time per image came to ${cpuRatio}, expected at most ${MAX_CPU_RATIO}`] : []),
  ];
}

function grows({ memory }: Measured, kind: MemoryKind): string[] {
  const { slope, standardError } = memory[kind].bytesPerMinute;
  if (slope - SURE * standardError <= MAX_GROWTH) return [];
  const found = `${Math.round(slope)} ± ${Math.round(standardError)} bytes a minute`;
  return [`${kind} grows by ${found}, expected at most ${MAX_GROWTH}`];
}

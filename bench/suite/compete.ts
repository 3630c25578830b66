import { Contender } from "./contender.ts";
import type { ContenderTask, RoundReport } from "./contender-messages.ts";
import { median } from "./statistics.ts";

/** Name → file below bench/. The first one is what the others are measured by. */
export type Contenders = Readonly<Record<string, string>>;

/** What was measured of one contender. */
export interface Standing {
  readonly contender: string;
  readonly images: number;
  readonly rounds: number;
  /** Median over the rounds, as all that has no other word to it. */
  readonly imagesPerSecond: number;
  readonly cpuMsPerImage: number;
  /** Images a second over those of the first contender, round by round. */
  readonly ratio: { readonly median: number; readonly min: number; readonly max: number };
  readonly peakMib: number;
  /** Longest that the event loop was held up in any round. */
  readonly worstDelayMs?: number;
}

/**
 * Contenders take turns, round by round, so that what else the machine does hits all of them; ratios are
 * taken within a round.
 */
export async function compete(
  contenders: Contenders,
  task: ContenderTask,
  rounds: number,
): Promise<Standing[]> {
  const started: Contender[] = [];
  const reports: RoundReport[][] = [];
  try {
    for (const file of Object.values(contenders)) started.push(await Contender.start(file, task));
    for (const contender of started) await contender.round();
    for (let round = 0; round < rounds; round++) reports.push(await inTurns(started, round));
  } finally {
    for (const contender of started) contender.stop();
  }
  const images = task.files.length;
  return Object.keys(contenders).map((name, index) => standing(name, index, images, reports));
}

/** Each begins a round in its turn: nobody always comes after the same other. */
async function inTurns(contenders: readonly Contender[], round: number): Promise<RoundReport[]> {
  const reports = new Map<number, RoundReport>();
  for (let turn = 0; turn < contenders.length; turn++) {
    const index = (round + turn) % contenders.length;
    const report = await contenders[index]?.round();
    if (report) reports.set(index, report);
  }
  return [...reports].sort(([a], [b]) => a - b).map(([, report]) => report);
}

function standing(
  contender: string,
  index: number,
  images: number,
  reports: readonly RoundReport[][],
): Standing {
  const own = reports.flatMap((round) => round[index] ?? []);
  const ratios = reports.flatMap(([first, ...others]) => {
    const mine = [first, ...others][index];
    return first && mine ? [first.seconds / mine.seconds] : [];
  });
  const delays = own.flatMap(({ delayMs }) => delayMs ?? []);
  return {
    ...{ contender, images, rounds: reports.length },
    imagesPerSecond: images / median(own.map(({ seconds }) => seconds)),
    cpuMsPerImage: (median(own.map(({ cpuSeconds }) => cpuSeconds)) / images) * 1000,
    ratio: { median: median(ratios), min: Math.min(...ratios), max: Math.max(...ratios) },
    peakMib: Math.max(...own.map(({ peakMib }) => peakMib)),
    ...(delays.length > 0 && { worstDelayMs: Math.max(...delays) }),
  };
}

import { Fleet, type FleetLimits } from "./fleet.ts";
import { arrivals, seeded } from "./random.ts";
import { type Cohort, Stage, type StageLimits } from "./stage.ts";

/** What one deployment is made of. */
export interface SystemLimits {
  readonly scan: StageLimits;
  readonly scanners: FleetLimits;
  readonly record: StageLimits;
  readonly recorders: FleetLimits;
}

/** What comes: so many a second for some time, all of it at once where that is one second. */
export interface Load {
  readonly perSecond: number;
  readonly seconds: number;
}

export interface Outcome {
  readonly images: number;
  readonly verdicts: number;
  /** Dead letters, which become verdicts of their own. */
  readonly parked: number;
  readonly peakBacklog: number;
  readonly peakScanners: number;
  /** From the upload to the verdict. */
  readonly p50Seconds: number;
  readonly p95Seconds: number;
  readonly p99Seconds: number;
  /** Until nothing was left. */
  readonly seconds: number;
  readonly paidScannerSeconds: number;
  /** Whether the simulation ended before the work did. */
  readonly isCutOff: boolean;
}

const WEEK_SECONDS = 7 * 24 * 3600;

/** One deployment under a load, second by second; the same seed gives the same outcome. */
export function simulate(
  limits: SystemLimits,
  load: Load,
  seed: number,
  longestSeconds = WEEK_SECONDS,
): Outcome {
  const random = seeded(seed);
  const [scan, record] = [new Stage(limits.scan, random), new Stage(limits.record, random)];
  const [scanners, recorders] = [new Fleet(limits.scanners), new Fleet(limits.recorders)];
  const latencies = new Map<number, number>();
  let [images, parked, verdicts, peakBacklog, peakScanners, now] = [0, 0, 0, 0, 0, 0];
  while (now < load.seconds || (verdicts + parked < images && now < longestSeconds)) {
    const count = now < load.seconds ? arrivals(load.perSecond, random) : 0;
    const arrived = count > 0 ? [{ arrivedAt: now, count, failures: 0 }] : [];
    images += count;
    scanners.step(now, scan.backlog + count);
    recorders.step(now, record.backlog);
    const scanned = scan.step(now, arrived, scanners.perSecond);
    const recorded = record.step(now, scanned.done.map(anew), recorders.perSecond);
    for (const cohort of recorded.done) {
      const latency = now - cohort.arrivedAt;
      latencies.set(latency, (latencies.get(latency) ?? 0) + cohort.count);
      verdicts += cohort.count;
    }
    parked += scanned.parked + recorded.parked;
    peakBacklog = Math.max(peakBacklog, scan.backlog + record.backlog);
    peakScanners = Math.max(peakScanners, scanners.running);
    now++;
  }
  const at = (share: number) => latencyAt(latencies, verdicts * share);
  return {
    ...{ images, verdicts, parked, peakBacklog, peakScanners, seconds: now },
    ...{ p50Seconds: at(0.5), p95Seconds: at(0.95), p99Seconds: at(0.99) },
    paidScannerSeconds: scanners.paidSeconds,
    isCutOff: verdicts + parked < images,
  };
}

/** A result is a message of its own, whose deliveries are counted from nothing. */
const anew = (cohort: Cohort): Cohort => ({ ...cohort, failures: 0 });

function latencyAt(latencies: ReadonlyMap<number, number>, rank: number): number {
  let below = 0;
  for (const [latency, count] of [...latencies].sort(([a], [b]) => a - b)) {
    below += count;
    if (below >= rank) return latency;
  }
  return 0;
}

import { type IMetric, MathExpression, Metric, Stats } from "aws-cdk-lib/aws-cloudwatch";
import type { Rule } from "aws-cdk-lib/aws-events";
import type { WorkQueue } from "../storage/work-queue.ts";
import { HOUR, MINUTES_5, oldestIn, type ScannerMetrics } from "./scanner-metrics.ts";

/** An alarm that goes off when its metric is above the threshold for that many periods. */
export interface AlarmPlan {
  readonly id: string;
  readonly metric: IMetric;
  readonly threshold: number;
  readonly evaluationPeriods: number;
  /** Heading of docs/operations.md that says what to do, as a link writes it. */
  readonly section: string;
  readonly means: string;
}

export interface Watched {
  readonly scans: WorkQueue;
  readonly results: WorkQueue;
  readonly metrics: ScannerMetrics;
  /** That tell of uploads to buckets that exist already. */
  readonly rules: readonly Rule[];
}

const LATE_SECONDS = 15 * 60;
const STUCK_SECONDS = 60 * 60;
/** SQS stops handing out messages of a standard queue at 120,000 in flight. */
const MANY_IN_FLIGHT = 100_000;
const FAILED_SHARE = 0.1;
/** S3's test event and folder markers are messages too, and end in no verdict. */
const FEW_MESSAGES = 10;
/** So few verdicts say nothing of a share. */
const FEWEST_FOR_A_SHARE = 20;

/** Everything that is watched. A metric that is missing raises no alarm: no upload, no number. */
export function alarmPlans({ scans, results, metrics, rules }: Watched): AlarmPlan[] {
  return [
    {
      id: "OldestJob",
      metric: oldestIn(scans.queue),
      threshold: LATE_SECONDS,
      evaluationPeriods: 3,
      section: "jobs-wait-too-long",
      means: "Images wait for more than a quarter of an hour to be scanned.",
    },
    {
      id: "OldestResult",
      metric: oldestIn(results.queue),
      threshold: LATE_SECONDS,
      evaluationPeriods: 3,
      section: "results-wait-too-long",
      means: "Scans are done, but their verdicts are not recorded.",
    },
    ...Object.entries({ Job: scans, Result: results }).map(([name, { deadLetters }]) => ({
      id: `OldestDead${name}`,
      metric: oldestIn(deadLetters),
      threshold: STUCK_SECONDS,
      evaluationPeriods: 1,
      section: "dead-letters-that-stay",
      means: `A dead ${name.toLowerCase()} could not be turned into a verdict for an hour.`,
    })),
    {
      id: "Parked",
      metric: metrics.count("Parked"),
      threshold: 0,
      evaluationPeriods: 1,
      section: "parked-jobs",
      means: "Jobs were given up after all their deliveries, and have an error verdict.",
    },
    {
      id: "InferenceReplaced",
      metric: metrics.count("InferenceReplaced"),
      threshold: 0,
      evaluationPeriods: 1,
      section: "the-network-crashes-or-hangs",
      means: "The network crashed or gave no answer, and its thread was replaced.",
    },
    {
      id: "NoVerdict",
      metric: uploadsWithoutVerdict(scans, metrics),
      threshold: FEW_MESSAGES,
      // An hour alone may end while the first instance still comes up for what has just arrived.
      evaluationPeriods: 2,
      section: "no-verdict-for-two-hours",
      means: "More than ten messages of each of two hours came to not one verdict.",
    },
    ...rules.map(undelivered),
    {
      id: "FailedShare",
      metric: failedShare(metrics),
      threshold: FAILED_SHARE,
      evaluationPeriods: 3,
      section: "many-failures",
      means: "More than a tenth of the images end without a scan.",
    },
    {
      id: "InFlight",
      metric: scans.queue.metricApproximateNumberOfMessagesNotVisible({
        period: MINUTES_5,
        statistic: Stats.MAXIMUM,
      }),
      threshold: MANY_IN_FLIGHT,
      evaluationPeriods: 1,
      section: "too-many-in-flight",
      means: "Close to the number of messages in flight at which SQS stops handing out more.",
    },
  ];
}

/** EventBridge has tried for a day by then, or may not send at all. */
function undelivered({ ruleName }: Rule, index: number): AlarmPlan {
  return {
    id: `Undelivered${index}`,
    metric: new Metric({
      namespace: "AWS/Events",
      metricName: "FailedInvocations",
      dimensionsMap: { RuleName: ruleName },
      statistic: Stats.SUM,
      period: MINUTES_5,
    }),
    threshold: 0,
    evaluationPeriods: 1,
    section: "uploads-that-were-not-told-of",
    means: "EventBridge could not tell the scan queue of an upload or a deletion.",
  };
}

/**
 * Messages of an hour that ended in no verdict at all; 0 as soon as there was one. Jobs of a backfill do
 * not count as arrived, for they may wait. Their verdicts count: they come by the same way.
 */
function uploadsWithoutVerdict(scans: WorkQueue, metrics: ScannerMetrics): IMetric {
  const arrived = scans.queue.metricNumberOfMessagesSent({ period: HOUR, statistic: Stats.SUM });
  return new MathExpression({
    expression: "IF(verdicts > 0, 0, FILL(arrived, 0))",
    usingMetrics: { arrived, verdicts: metrics.verdicts(HOUR) },
    period: HOUR,
  });
}

function failedShare(metrics: ScannerMetrics): IMetric {
  return new MathExpression({
    expression: `IF(verdicts < ${FEWEST_FOR_A_SHARE}, 0, FILL(failed, 0) / verdicts)`,
    usingMetrics: { failed: metrics.count("Failed"), verdicts: metrics.verdicts(MINUTES_5) },
    period: MINUTES_5,
  });
}

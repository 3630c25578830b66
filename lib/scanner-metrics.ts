import { Duration } from "aws-cdk-lib";
import { type IMetric, MathExpression, Metric, Stats } from "aws-cdk-lib/aws-cloudwatch";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { METRIC_NAMESPACE, type MetricName } from "../core/contracts/metrics.ts";

export const MINUTES_5 = Duration.minutes(5);
export const HOUR = Duration.hours(1);

/** Who counts what: the function's name is the metric's only dimension. */
const SERVICE = {
  ScanTime: "scan-image",
  Scanned: "record-verdict",
  Failed: "record-verdict",
  Skipped: "record-verdict",
  Deleted: "record-verdict",
  UploadToVerdictTime: "record-verdict",
  Parked: "park-dead-letter",
} as const satisfies Partial<Record<MetricName, string>>;

type Counted = keyof typeof SERVICE;

/** How often something was counted in a period. */
export function countOf(name: Counted, period: Duration = MINUTES_5): Metric {
  return metricOf(name, Stats.SUM, period);
}

export function averageOf(name: Counted): Metric {
  return metricOf(name, Stats.AVERAGE, MINUTES_5);
}

/** Verdicts in a period, deletions too; 0 where none was counted. */
export function verdictCount(period: Duration): IMetric {
  const usingMetrics = {
    scanned: countOf("Scanned", period),
    failed: countOf("Failed", period),
    skipped: countOf("Skipped", period),
    deleted: countOf("Deleted", period),
  };
  const expression = "FILL(scanned, 0) + FILL(failed, 0) + FILL(skipped, 0) + FILL(deleted, 0)";
  return new MathExpression({ expression, usingMetrics, period, label: "Verdicts" });
}

/** Seconds that the oldest message of a queue has waited. */
export function oldestIn(queue: IQueue): Metric {
  return queue.metricApproximateAgeOfOldestMessage({ period: MINUTES_5, statistic: Stats.MAXIMUM });
}

function metricOf(metricName: Counted, statistic: string, period: Duration): Metric {
  const dimensionsMap = { service: SERVICE[metricName] };
  return new Metric({ namespace: METRIC_NAMESPACE, metricName, dimensionsMap, statistic, period });
}

import { Duration } from "aws-cdk-lib";
import { type IMetric, MathExpression, Metric, Stats } from "aws-cdk-lib/aws-cloudwatch";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import {
  METRIC_NAMESPACE,
  type MetricName,
  SCANNER_DIMENSION,
} from "../../core/settings/metrics.ts";

export const MINUTES_5 = Duration.minutes(5);
export const HOUR = Duration.hours(1);
export const DAY = Duration.days(1);

/** Seconds that the oldest message of a queue has waited. */
export function oldestIn(queue: IQueue): Metric {
  return queue.metricApproximateAgeOfOldestMessage({ period: MINUTES_5, statistic: Stats.MAXIMUM });
}

/** What one scanner counts, whichever of its parts counts it. */
export class ScannerMetrics {
  readonly #scanner: string;

  /** @param scanner value of the metrics' dimension. */
  constructor(scanner: string) {
    this.#scanner = scanner;
  }

  /** How often something was counted in a period. */
  count(name: MetricName, period: Duration = MINUTES_5): Metric {
    return this.#metric(name, Stats.SUM, period);
  }

  average(name: MetricName): Metric {
    return this.#metric(name, Stats.AVERAGE, MINUTES_5);
  }

  /** Verdicts in a period, deletions too; 0 where none was counted. */
  verdicts(period: Duration): IMetric {
    const usingMetrics = {
      scanned: this.count("Scanned", period),
      failed: this.count("Failed", period),
      skipped: this.count("Skipped", period),
      deleted: this.count("Deleted", period),
    };
    const expression = "FILL(scanned, 0) + FILL(failed, 0) + FILL(skipped, 0) + FILL(deleted, 0)";
    return new MathExpression({ expression, usingMetrics, period, label: "Verdicts" });
  }

  /**
   * US dollars that 1,000 scans of an hour cost to compute.
   *
   * @param spent dollars of that hour, computed of `usingMetrics`.
   */
  costPer1000(spent: string, usingMetrics: Readonly<Record<string, IMetric>>): IMetric {
    return new MathExpression({
      expression: `1000 * (${spent}) / scanned`,
      usingMetrics: { ...usingMetrics, scanned: this.count("Scanned", HOUR) },
      period: HOUR,
      label: "US dollars for 1,000 images",
    });
  }

  #metric(metricName: MetricName, statistic: string, period: Duration): Metric {
    const dimensionsMap = { [SCANNER_DIMENSION]: this.#scanner };
    return new Metric({
      namespace: METRIC_NAMESPACE,
      metricName,
      dimensionsMap,
      statistic,
      period,
    });
  }
}

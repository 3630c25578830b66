import type { CfnScalingPolicy } from "aws-cdk-lib/aws-applicationautoscaling";
import type { Metric } from "aws-cdk-lib/aws-cloudwatch";

type DataQuery = CfnScalingPolicy.TargetTrackingMetricDataQueryProperty;

/**
 * Metrics and what is computed of them, as a policy of Application Auto Scaling takes it.
 * https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-target-tracking-metric-math.html
 */
export function metricMath(
  expression: string,
  metrics: Readonly<Record<string, Metric>>,
): DataQuery[] {
  const inputs = Object.entries(metrics).map(([id, metric]) => ({
    id,
    metricStat: {
      metric: {
        namespace: metric.namespace,
        metricName: metric.metricName,
        dimensions: Object.entries(metric.dimensions ?? {}).map(([name, value]) => ({
          name,
          value: String(value),
        })),
      },
      stat: metric.statistic,
    },
    returnData: false,
  }));
  return [...inputs, { id: "tracked", expression, returnData: true }];
}

import type { Template } from "aws-cdk-lib/assertions";
import { z } from "zod";

const Query = z.object({ MetricStat: z.unknown().optional() });
const Alarm = z.object({ Properties: z.object({ Metrics: z.array(Query).optional() }) });
const Tracking = z.object({
  CustomizedMetricSpecification: z.object({ Metrics: z.array(Query).optional() }),
});
const Policy = z.object({
  Properties: z.object({ TargetTrackingScalingPolicyConfiguration: Tracking.optional() }),
});

/** Of an alarm with one metric, or those that an expression is made of. */
const metricsIn = (queries: readonly z.infer<typeof Query>[] | undefined) =>
  queries?.filter(({ MetricStat }) => MetricStat !== undefined).length ?? 1;

/** Metrics that alarms read. Target tracking makes two alarms, which no template has. */
export function alarmMetricsOf(template: Template): number {
  const alarms = Object.values(template.findResources("AWS::CloudWatch::Alarm")).map((alarm) =>
    metricsIn(Alarm.parse(alarm).Properties.Metrics),
  );
  const policies = template.findResources("AWS::ApplicationAutoScaling::ScalingPolicy");
  const tracked = Object.values(policies).map((policy) => {
    const tracking = Policy.parse(policy).Properties.TargetTrackingScalingPolicyConfiguration;
    return tracking ? 2 * metricsIn(tracking.CustomizedMetricSpecification.Metrics) : 0;
  });
  return [...alarms, ...tracked].reduce((sum, count) => sum + count, 0);
}

/** Queues that functions ask again and again, filled or not. */
export function queuesReadOf(template: Template): number {
  return Object.keys(template.findResources("AWS::Lambda::EventSourceMapping")).length;
}

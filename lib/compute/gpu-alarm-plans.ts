import { type IMetric, MathExpression } from "aws-cdk-lib/aws-cloudwatch";
import type { AlarmPlan } from "../operations/alarm-plans.ts";
import { HOUR, type ScannerMetrics } from "../operations/scanner-metrics.ts";

/** What is watched of instances with a GPU, wherever they run. */
export interface GpuWatch {
  readonly metrics: ScannerMetrics;
  /** How many instances are paid for: an average over an hour. */
  readonly instances: IMetric;
  readonly hourUsd: number;
  readonly dailyBudgetUsd: number;
}

const HOURS_A_DAY = 24;
/** So many hours above a day's hourly share, and not one burst, are a day that costs too much. */
const HOURS_ABOVE = 6;

export function gpuAlarmPlans(watch: GpuWatch): AlarmPlan[] {
  const { metrics, instances, hourUsd, dailyBudgetUsd } = watch;
  return [
    {
      id: "NoGpu",
      metric: metrics.count("ExecutionProviderMissing"),
      threshold: 0,
      evaluationPeriods: 1,
      section: "worker-without-its-gpu",
      means: "A worker started and could not use its GPU; it does not scan.",
    },
    {
      id: "Spend",
      metric: new MathExpression({
        expression: `instances * ${hourUsd}`,
        usingMetrics: { instances },
        period: HOUR,
        label: "US dollars an hour, estimated",
      }),
      threshold: dailyBudgetUsd / HOURS_A_DAY,
      evaluationPeriods: HOURS_ABOVE,
      section: "more-spent-than-planned",
      means: `For ${HOURS_ABOVE} hours instances cost more than ${dailyBudgetUsd} US dollars a day would be.`,
    },
  ];
}

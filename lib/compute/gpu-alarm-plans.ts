import { type IMetric, MathExpression } from "aws-cdk-lib/aws-cloudwatch";
import type { AlarmPlan } from "../operations/alarm-plans.ts";
import { DAY, type ScannerMetrics } from "../operations/scanner-metrics.ts";

/** What is watched of instances with a GPU, wherever they run. */
export interface GpuWatch {
  readonly metrics: ScannerMetrics;
  /** How many instances are paid for: an average over a day. */
  readonly instances: IMetric;
  readonly hourUsd: number;
  readonly dailyBudgetUsd: number;
}

const HOURS_A_DAY = 24;
const BUDGET_USD = 10;

export interface Budget {
  /** @default so much beside the instances that always run */
  readonly dailyBudgetUsd: number | undefined;
  /** Instances that run without any work. */
  readonly always: number;
  readonly hourUsd: number;
}

/** US dollars that the instances of a day may cost without an alarm. */
export function dailyBudget({ dailyBudgetUsd, always, hourUsd }: Budget): number {
  return dailyBudgetUsd ?? BUDGET_USD + always * HOURS_A_DAY * hourUsd;
}

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
        expression: `instances * ${HOURS_A_DAY * hourUsd}`,
        usingMetrics: { instances },
        period: DAY,
        label: "US dollars a day, estimated",
      }),
      threshold: dailyBudgetUsd,
      evaluationPeriods: 1,
      section: "more-spent-than-planned",
      means: `The instances of a day cost more than ${dailyBudgetUsd.toFixed(0)} US dollars.`,
    },
  ];
}

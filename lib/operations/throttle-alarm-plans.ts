import { type IMetric, MathExpression, Metric, Stats } from "aws-cdk-lib/aws-cloudwatch";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { LISTING_INDEX } from "../../core/contracts/listing.ts";
import type { VerdictTable } from "../storage/verdict-table.ts";
import type { AlarmPlan } from "./alarm-plans.ts";
import { MINUTES_5 } from "./scanner-metrics.ts";

/** What AWS holds back, or fails at, and tells nobody by itself. */
export interface Throttled {
  /** That take messages from queues. Those behind the API show in its errors. */
  readonly consumers: readonly LambdaFunction[];
  readonly verdicts: VerdictTable;
  /** Answers with 5xx in five minutes. */
  readonly apiErrors: IMetric;
}

export function throttleAlarmPlans({ consumers, verdicts, apiErrors }: Throttled): AlarmPlan[] {
  return [
    throttlesPlan(consumers),
    {
      id: "TableThrottles",
      metric: sumOf([heldBack(verdicts), heldBack(verdicts, LISTING_INDEX.name)]),
      threshold: 0,
      evaluationPeriods: 3,
      section: "the-table-is-throttled",
      means: "DynamoDB turns verdicts away, which are written later.",
    },
    {
      id: "ApiErrors",
      metric: apiErrors,
      threshold: 0,
      evaluationPeriods: 3,
      section: "the-api-fails",
      means: "The query API answered with errors of its own for a quarter of an hour.",
    },
  ];
}

/** Of functions that take messages from queues. */
export function throttlesPlan(consumers: readonly LambdaFunction[]): AlarmPlan {
  return {
    id: "Throttles",
    metric: sumOf(consumers.map((handler) => handler.metricThrottles({ period: MINUTES_5 }))),
    threshold: 0,
    // A burst that fills the account's executions for a moment is none.
    evaluationPeriods: 3,
    section: "functions-are-throttled",
    means: "The account has no room for the functions that take jobs and results.",
  };
}

function sumOf(metrics: readonly IMetric[]): IMetric {
  const named = metrics.map((metric, index) => [`m${index}`, metric] as const);
  return new MathExpression({
    expression: named.map(([id]) => `FILL(${id}, 0)`).join(" + "),
    usingMetrics: Object.fromEntries(named),
    period: MINUTES_5,
  });
}

/** Writes; those of an index hold up the table's. */
function heldBack({ table }: VerdictTable, index?: string): IMetric {
  return new Metric({
    namespace: "AWS/DynamoDB",
    metricName: "WriteThrottleEvents",
    dimensionsMap: {
      TableName: table.tableName,
      ...(index !== undefined && { GlobalSecondaryIndexName: index }),
    },
    statistic: Stats.SUM,
    period: MINUTES_5,
  });
}

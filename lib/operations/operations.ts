import { Dashboard, GraphWidget, type IMetric } from "aws-cdk-lib/aws-cloudwatch";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import type { Construct } from "constructs";
import type { WorkQueue } from "../storage/work-queue.ts";
import { alarmPlans, type Watched } from "./alarm-plans.ts";
import { Alarms } from "./alarms.ts";
import { MINUTES_5, oldestIn } from "./scanner-metrics.ts";
import { type Throttled, throttleAlarmPlans } from "./throttle-alarm-plans.ts";

export interface OperationsProps extends Watched, Throttled {
  /** Shown, not watched: to wait is its nature. */
  readonly backfill: WorkQueue;
  /** Told of every alarm and of its end. @default nobody */
  readonly alarmTopic?: ITopic;
}

const HALF_WIDTH = 12;

/** What tells that something is wrong: each alarm names its section of docs/operations.md. */
export class Operations extends Alarms {
  readonly dashboard: Dashboard;

  constructor(scope: Construct, id: string, props: OperationsProps) {
    super(scope, id, [...alarmPlans(props), ...throttleAlarmPlans(props)], props.alarmTopic);
    this.dashboard = new Dashboard(this, "Dashboard");
    this.dashboard.addWidgets(...widgets(props));
  }
}

export function graph(title: string, ...left: IMetric[]): GraphWidget {
  return new GraphWidget({ title, left, width: HALF_WIDTH, period: MINUTES_5 });
}

function widgets({ scans, backfill, results, metrics }: OperationsProps): GraphWidget[] {
  return [
    graph(
      "Verdicts",
      ...(["Scanned", "Failed", "Skipped", "Deleted"] as const).map((name) => metrics.count(name)),
    ),
    graph(
      "Waiting",
      scans.queue.metricApproximateNumberOfMessagesVisible(),
      backfill.queue.metricApproximateNumberOfMessagesVisible(),
      results.queue.metricApproximateNumberOfMessagesVisible(),
    ),
    graph("Oldest message", oldestIn(scans.queue), oldestIn(results.queue)),
    graph(
      "Dead letters",
      scans.deadLetters.metricApproximateNumberOfMessagesVisible(),
      metrics.count("Parked"),
    ),
    graph("Time, average", metrics.average("UploadToVerdictTime"), metrics.average("ScanTime")),
  ];
}

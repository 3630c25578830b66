import {
  Alarm,
  ComparisonOperator,
  Dashboard,
  GraphWidget,
  type IMetric,
  TreatMissingData,
} from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";
import { type AlarmPlan, alarmPlans } from "./alarm-plans.ts";
import { averageOf, countOf, MINUTES_5, oldestIn } from "./scanner-metrics.ts";
import type { WorkQueue } from "./work-queue.ts";

export interface OperationsProps {
  readonly scans: WorkQueue;
  readonly results: WorkQueue;
  /** Told of every alarm and of its end. @default nobody */
  readonly alarmTopic?: ITopic;
}

const RUNBOOK = "docs/operations.md";
const HALF_WIDTH = 12;

/** What tells that something is wrong: each alarm names its section of docs/operations.md. */
export class Operations extends Construct {
  readonly alarms: readonly Alarm[];
  readonly dashboard: Dashboard;

  constructor(scope: Construct, id: string, props: OperationsProps) {
    super(scope, id);
    this.alarms = alarmPlans(props).map((plan) => this.#alarm(plan, props.alarmTopic));
    this.dashboard = new Dashboard(this, "Dashboard");
    this.dashboard.addWidgets(...widgets(props));
  }

  #alarm({ id, section, means, ...plan }: AlarmPlan, topic?: ITopic): Alarm {
    const alarm = new Alarm(this, id, {
      ...plan,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      alarmDescription: `${means} What to do: ${RUNBOOK}#${section}`,
    });
    if (topic === undefined) return alarm;
    alarm.addAlarmAction(new SnsAction(topic));
    alarm.addOkAction(new SnsAction(topic));
    return alarm;
  }
}

function widgets({ scans, results }: OperationsProps): GraphWidget[] {
  const graph = (title: string, ...left: IMetric[]) =>
    new GraphWidget({ title, left, width: HALF_WIDTH, period: MINUTES_5 });
  return [
    graph(
      "Verdicts",
      ...(["Scanned", "Failed", "Skipped", "Deleted"] as const).map((name) => countOf(name)),
    ),
    graph(
      "Waiting",
      scans.queue.metricApproximateNumberOfMessagesVisible(),
      results.queue.metricApproximateNumberOfMessagesVisible(),
    ),
    graph("Oldest message", oldestIn(scans.queue), oldestIn(results.queue)),
    graph(
      "Dead letters",
      scans.deadLetters.metricApproximateNumberOfMessagesVisible(),
      countOf("Parked"),
    ),
    graph("Time, average", averageOf("UploadToVerdictTime"), averageOf("ScanTime")),
  ];
}

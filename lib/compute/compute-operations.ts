import { Dashboard, type IMetric } from "aws-cdk-lib/aws-cloudwatch";
import { Construct } from "constructs";
import type { AlarmPlan } from "../operations/alarm-plans.ts";
import { Alarms } from "../operations/alarms.ts";
import { graph } from "../operations/operations.ts";
import type { ScanHop } from "./compute.ts";

export interface ComputeOperationsProps {
  readonly hop: Pick<ScanHop, "alarmTopic">;
  readonly alarms: readonly AlarmPlan[];
  readonly graphs: Readonly<Record<string, readonly IMetric[]>>;
}

/** Alarms and graphs of a compute, made where it is made. */
export class ComputeOperations extends Construct {
  readonly alarms: Alarms;
  readonly dashboard: Dashboard;

  constructor(scope: Construct, id: string, { hop, alarms, graphs }: ComputeOperationsProps) {
    super(scope, id);
    this.alarms = new Alarms(this, "Alarms", alarms, hop.alarmTopic);
    this.dashboard = new Dashboard(this, "Dashboard");
    this.dashboard.addWidgets(
      ...Object.entries(graphs).map(([title, metrics]) => graph(title, ...metrics)),
    );
  }
}

import { Alarm, ComparisonOperator, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";
import type { AlarmPlan } from "./alarm-plans.ts";

const RUNBOOK = "docs/operations.md";

/** Alarms that each name their section of docs/operations.md. A metric that is missing raises none. */
export class Alarms extends Construct {
  readonly alarms: readonly Alarm[];

  /** @param topic told of every alarm and of its end. */
  constructor(scope: Construct, id: string, plans: readonly AlarmPlan[], topic?: ITopic) {
    super(scope, id);
    this.alarms = plans.map((plan) => this.#alarm(plan, topic));
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

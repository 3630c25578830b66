import type { Duration } from "aws-cdk-lib";
import { type IMetric, MathExpression, Stats } from "aws-cdk-lib/aws-cloudwatch";
import { Construct } from "constructs";
import { USUAL_ENDPOINT } from "../../../core/cost/instances.ts";
import { ENDPOINT_HOUR_USD, type EndpointInstance } from "../../../core/cost/prices.ts";
import { DAY, HOUR, ScannerMetrics } from "../../operations/scanner-metrics.ts";
import { throttlesPlan } from "../../operations/throttle-alarm-plans.ts";
import { acceptImages } from "../../storage/accepted-findings.ts";
import { Exchange } from "../../storage/exchange.ts";
import type { Compute, ScanHop } from "../compute.ts";
import { ComputeOperations } from "../compute-operations.ts";
import { dailyBudget, gpuAlarmPlans } from "../gpu-alarm-plans.ts";
import { BACKLOG_PER_TASK, recordersFor } from "../gpu-rates.ts";
import { Endpoint } from "./endpoint.ts";
import { EndpointScaling } from "./endpoint-scaling.ts";
import { SubmitScan } from "./submit-scan-function.ts";

export interface SageMakerOptions {
  /** @default "ml.g4dn.xlarge" */
  readonly instance?: EndpointInstance;
  /** @default 2 */
  readonly maxInstances?: number;
  /** Instances that run without any work. @default 0 */
  readonly minInstances?: number;
  /** Jobs for each instance that are worth waiting for. @default what one scans in five minutes */
  readonly backlogPerInstance?: number;
  /** An alarm goes off when the instances of a day cost more. @default 10 US dollars, beside `minInstances` */
  readonly dailyBudgetUsd?: number;
}

const MAX_INSTANCES = 2;
/** Three times what the first instance takes to come up; jobs end as `expired` after six hours. */
const LATE_SECONDS = 30 * 60;

/** An asynchronous endpoint of SageMaker, which has the instances, their scaling and their drivers in hand. */
export function sageMaker(options: SageMakerOptions = {}): Compute {
  return {
    visibilityTimeout: SubmitScan.VISIBILITY_TIMEOUT,
    recorders: recordersFor(options.maxInstances ?? MAX_INSTANCES),
    attach: (scopes, hop) => {
      const exchange = new Exchange(scopes.pipeline, "Exchange", hop.results.queue);
      const construct = new SageMaker(scopes.compute, "SageMaker", { ...options, hop, exchange });
      const { endpoint, submitScan } = construct;
      const readers = [endpoint.role, submitScan.handler.executionRole];
      return { construct, readers, consumers: [], exchange };
    },
  };
}

export interface SageMakerProps extends SageMakerOptions {
  readonly hop: ScanHop;
  readonly exchange: Exchange;
}

export class SageMaker extends Construct {
  readonly endpoint: Endpoint;
  readonly scaling: EndpointScaling;
  readonly submitScan: SubmitScan;
  readonly operations: ComputeOperations;

  constructor(scope: Construct, id: string, props: SageMakerProps) {
    super(scope, id);
    const { hop, exchange, instance = USUAL_ENDPOINT } = props;
    this.endpoint = new Endpoint(this, "Endpoint", { hop, exchange, instance });
    this.scaling = new EndpointScaling(this, "Scaling", {
      endpoint: this.endpoint,
      minInstances: props.minInstances ?? 0,
      maxInstances: props.maxInstances ?? MAX_INSTANCES,
      backlogPerInstance: props.backlogPerInstance ?? BACKLOG_PER_TASK,
    });
    this.submitScan = new SubmitScan(this, "SubmitScan", {
      hop,
      exchange,
      endpoint: this.endpoint,
    });
    acceptImages(this, hop.images);
    hop.model.acceptFindings(this);
    exchange.acceptFindings(this);
    const hourUsd = ENDPOINT_HOUR_USD[instance];
    const instances = this.#instances(HOUR);
    const metrics = new ScannerMetrics(hop.scanner);
    const always = props.minInstances ?? 0;
    this.operations = new ComputeOperations(this, "Operations", {
      hop,
      alarms: [
        ...gpuAlarmPlans({
          metrics,
          instances: this.#instances(DAY),
          hourUsd,
          dailyBudgetUsd: dailyBudget({ dailyBudgetUsd: props.dailyBudgetUsd, always, hourUsd }),
        }),
        throttlesPlan([this.submitScan.handler]),
        {
          id: "OldestRequest",
          // The scan queue is empty long before: the endpoint has a queue of its own.
          metric: this.endpoint.metric("ApproximateAgeOfOldestRequest", Stats.MAXIMUM),
          threshold: LATE_SECONDS,
          evaluationPeriods: 3,
          section: "jobs-wait-too-long",
          means: "Images wait at the endpoint for more than half an hour to be scanned.",
        },
      ],
      graphs: {
        "Waiting at the endpoint": [this.endpoint.metric("ApproximateBacklogSize", Stats.MAXIMUM)],
        "Cost of 1,000 images": [metrics.costPer1000(`instances * ${hourUsd}`, { instances })],
      },
    });
  }

  /** On the average of a period. */
  #instances(period: Duration): IMetric {
    return new MathExpression({
      expression: `FILL(reports, 0) / ${period.toMinutes()}`,
      usingMetrics: { reports: this.endpoint.reports(period) },
      period,
      label: "Instances",
    });
  }
}

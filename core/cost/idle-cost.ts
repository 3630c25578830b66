import type { ComputeName } from "../settings/compute-name.ts";
import type { CostLine } from "./image-cost.ts";
import { ENDPOINT_HOUR_USD, INSTANCE_HOUR_USD, PRICES_USD } from "./prices.ts";

export const HOURS_A_MONTH = 730;
/** Of an event source mapping that finds nothing: five readers, each waiting 20 s. */
const EMPTY_READS_A_MINUTE = 15;
/** An instance and its public address. */
const TASK_HOUR_USD = INSTANCE_HOUR_USD["g4dn.xlarge"] + PRICES_USD.publicAddressHour;
/** That every account has for nothing. */
const FREE_ALARM_METRICS = 10;

/** Of what a scanner watches and asks while nothing comes. A test counts all of it in the templates. */
export const WATCHED: Readonly<Record<ComputeName, WatchedShape>> = {
  lambdaCpu: { alarmMetrics: 22, queuesRead: 5, insightsMetrics: 0, imageGb: 0 },
  ecsGpu: { alarmMetrics: 38, queuesRead: 3, insightsMetrics: 8, imageGb: 1.4 },
  sageMaker: { alarmMetrics: 28, queuesRead: 5, insightsMetrics: 0, imageGb: 1.4 },
};

interface WatchedShape {
  /** Metrics that alarms read, those of target tracking too. */
  readonly alarmMetrics: number;
  /** By functions. */
  readonly queuesRead: number;
  /** `Assumption:` of Container Insights, of a cluster and a service without a task. */
  readonly insightsMetrics: number;
  /** `Assumption:` of the worker's image, with the CUDA libraries. */
  readonly imageGb: number;
}

/** And of each follow-up of verdicts: quarantine, Security Hub. */
export const FOLLOW_UP_WATCHED = { alarmMetrics: 2, queuesRead: 1 } as const;

/** Interface endpoints of an isolated network, and the zones that each is in. */
export const ISOLATED = { endpoints: 7, zones: 2 } as const;

export interface IdleShape {
  readonly compute: ComputeName;
  /** Without a way to the internet. @default false */
  readonly isIsolated?: boolean;
  /** Tasks, or instances of an endpoint, that always run. @default 0 */
  readonly minTasks?: number;
  /** How many there are. @default 0 */
  readonly followUps?: number;
}

/** What is paid in a month in which nothing is uploaded, part by part. */
export function idleCost(shape: IdleShape): CostLine[] {
  const { compute, isIsolated = false, minTasks = 0, followUps = 0 } = shape;
  const { alarmMetrics, queuesRead, insightsMetrics, imageGb } = WATCHED[compute];
  const { alarmMetricMonth, metricMonth, imageGbMonth } = PRICES_USD;
  const paidAlarms = Math.max(0, alarmMetrics - FREE_ALARM_METRICS);
  const lines = [
    {
      what: "alarms",
      because: `${alarmMetrics} metrics, ten free`,
      usd: paidAlarms * alarmMetricMonth,
    },
    { what: "empty reads", because: `${queuesRead} queues`, usd: queuesRead * emptyReadsUsd() },
    {
      what: "Container Insights",
      because: `${insightsMetrics} metrics`,
      usd: insightsMetrics * metricMonth,
    },
    { what: "image", because: `${imageGb} GB`, usd: imageGb * imageGbMonth },
    ...(isIsolated ? [isolatedCost()] : []),
    ...(minTasks > 0 ? [alwaysOnCost(compute, minTasks)] : []),
    ...Array.from({ length: followUps }, followUpCost),
  ];
  return lines.filter(({ usd }) => usd > 0);
}

/** Of one queue in a month. */
function emptyReadsUsd(): number {
  return EMPTY_READS_A_MINUTE * 60 * HOURS_A_MONTH * PRICES_USD.sqsRequest;
}

export function followUpCost(): CostLine {
  const { alarmMetrics, queuesRead } = FOLLOW_UP_WATCHED;
  const alarmsUsd = alarmMetrics * PRICES_USD.alarmMetricMonth;
  return {
    what: "`quarantine`, `securityHub`, each",
    because: `alarms on ${alarmMetrics} metrics, empty reads of ${queuesRead} queue`,
    usd: alarmsUsd + queuesRead * emptyReadsUsd(),
  };
}

export function sumUsd(lines: readonly CostLine[]): number {
  return lines.reduce((sum, { usd }) => sum + usd, 0);
}

export function isolatedCost(): CostLine {
  const { endpoints, zones } = ISOLATED;
  const { interfaceEndpointHour } = PRICES_USD;
  return {
    what: "`network=isolated`",
    because: `${endpoints} endpoints in ${zones} zones, $${interfaceEndpointHour} an hour each`,
    usd: endpoints * zones * interfaceEndpointHour * HOURS_A_MONTH,
  };
}

/** Instances of the smallest type that run without any work. */
export function alwaysOnCost(compute: ComputeName, minTasks: number): CostLine {
  const hourUsd = compute === "sageMaker" ? ENDPOINT_HOUR_USD["ml.g4dn.xlarge"] : TASK_HOUR_USD;
  return {
    what: `\`minTasks=${minTasks}\`, g4dn.xlarge`,
    because: "an instance and its address that always run",
    usd: minTasks * hourUsd * HOURS_A_MONTH,
  };
}

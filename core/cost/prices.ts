/**
 * US dollars in us-east-1, on demand, as far as known in November 2026, not fetched from AWS. Estimates
 * alone are made of them: alarms and graphs, never a limit. Other regions cost up to half as much again.
 */
export const PRICES_USD = {
  lambdaGbSecond: 0.0000166667,
  lambdaRequest: 0.0000002,
  sqsRequest: 0.0000004,
  s3Put: 0.000005,
  s3Get: 0.0000004,
  s3List: 0.000005,
  dynamoWriteUnit: 0.000000625,
  dynamoReadUnit: 0.000000125,
  event: 0.000001,
  logsGb: 0.5,
  publicAddressHour: 0.005,
  interfaceEndpointHour: 0.01,
  s3GbMonth: 0.023,
  /** With point-in-time recovery, which is 0.2 of it. */
  dynamoGbMonth: 0.45,
  /** Of each metric that an alarm reads. */
  alarmMetricMonth: 0.1,
  /** Of one's own, or of Container Insights. */
  metricMonth: 0.3,
  imageGbMonth: 0.1,
} as const;

/** Hourly price of the instances that tasks run on. */
export const INSTANCE_HOUR_USD = {
  "g4dn.xlarge": 0.526,
  "g6.xlarge": 0.8048,
  "g5.xlarge": 1.006,
  "g4dn.2xlarge": 0.752,
  "g6.2xlarge": 0.9776,
  "g5.2xlarge": 1.212,
} as const;
export type GpuInstance = keyof typeof INSTANCE_HOUR_USD;

export function isGpuInstance(type: string): type is GpuInstance {
  return Object.hasOwn(INSTANCE_HOUR_USD, type);
}

/** Hourly price of the instances that endpoints run on. */
export const ENDPOINT_HOUR_USD = {
  "ml.g4dn.xlarge": 0.736,
  "ml.g6.xlarge": 1.1267,
  "ml.g5.xlarge": 1.408,
  "ml.g4dn.2xlarge": 0.94,
  "ml.g6.2xlarge": 1.222,
  "ml.g5.2xlarge": 1.515,
} as const;
export type EndpointInstance = keyof typeof ENDPOINT_HOUR_USD;

export function isEndpointInstance(type: string): type is EndpointInstance {
  return Object.hasOwn(ENDPOINT_HOUR_USD, type);
}

/** Memory of the function that scans under `lambdaCpu`: the most that a new account may ask for. */
export const SCAN_FUNCTION_MB = 3008;

/** Memory of record-verdict: one whole processor. */
export const RECORD_FUNCTION_MB = 1769;

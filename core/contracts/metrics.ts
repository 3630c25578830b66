/** CloudWatch namespace of every metric. */
export const METRIC_NAMESPACE = "FasaScanner";

/** Every metric the system emits, with its CloudWatch unit. Dashboards and alarms use the same names. */
export const METRIC_UNITS = {
  ScanTime: "Milliseconds",
  UploadToVerdictTime: "Milliseconds",
  Scanned: "Count",
  Failed: "Count",
  Skipped: "Count",
  Deleted: "Count",
  Superseded: "Count",
  Parked: "Count",
  Retried: "Count",
  IgnoredRecord: "Count",
  RejectedMessage: "Count",
  NotTagged: "Count",
} as const;

export type MetricName = keyof typeof METRIC_UNITS;

import { z } from "zod";

/** CloudWatch namespace of every metric. */
export const METRIC_NAMESPACE = "FasaScanner";

/** The only dimension of each, as Powertools names it: which scanner, as several may run side by side. */
export const SCANNER_DIMENSION = "service";

/** Environment of everything that counts. */
export const TelemetryEnv = z.object({
  /** Value of the dimension. */
  SCANNER: z.string().min(1).default("fasa-scanner"),
});

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
  Quarantined: "Count",
  FindingSent: "Count",
  WorkerPaused: "Count",
  ReceiveFailed: "Count",
  CanaryPassed: "Count",
  CanaryFailed: "Count",
  ExecutionProviderMissing: "Count",
  InferenceReplaced: "Count",
} as const;

export type MetricName = keyof typeof METRIC_UNITS;

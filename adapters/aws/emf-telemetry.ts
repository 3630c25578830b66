import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics } from "@aws-lambda-powertools/metrics";
import type { LogFields, Telemetry } from "../../core/ports.ts";
import type { LogEvent } from "../../core/settings/log-events.ts";
import { METRIC_NAMESPACE, METRIC_UNITS, type MetricName } from "../../core/settings/metrics.ts";
import { redactKeys } from "./redact-keys.ts";

/** At these levels log lines are whole; at every other they name no object by its key. */
const WHOLE: readonly string[] = ["TRACE", "DEBUG"];

/**
 * Structured log lines, and metrics as CloudWatch embedded metric format: one document per flush. The
 * level is that of `POWERTOOLS_LOG_LEVEL`, or of the function's own logging settings, which go before it.
 */
export class EmfTelemetry implements Telemetry {
  readonly #logger: Logger;
  readonly #metrics: Metrics;

  /**
   * @param part of the scanner, as the log names it.
   * @param scanner the metrics' dimension.
   */
  constructor(part: string, scanner: string) {
    this.#logger = new Logger({ serviceName: part, jsonReplacerFn: withErrors });
    this.#metrics = new Metrics({ namespace: METRIC_NAMESPACE, serviceName: scanner });
  }

  log(level: "info" | "warn" | "error", event: LogEvent, fields: LogFields = {}): void {
    const isWhole = WHOLE.includes(this.#logger.getLevelName());
    this.#logger[level](event, { ...(isWhole ? fields : redactKeys(fields)) });
  }

  metric(name: MetricName, value: number): void {
    this.#metrics.addMetric(name, METRIC_UNITS[name], value);
  }

  /** Prints what was counted since the last time. */
  flush(): void {
    if (this.#metrics.hasStoredMetrics()) this.#metrics.publishStoredMetrics();
  }

  /** The handler, flushing before it returns: the process may be frozen for good then. */
  flushAfter<Event, Answer>(handler: (event: Event) => Promise<Answer>) {
    return async (event: Event): Promise<Answer> => {
      try {
        return await handler(event);
      } finally {
        this.flush();
      }
    };
  }
}

/** The logger would leave out what an AggregateError gathers. */
function withErrors(_: string, value: unknown): unknown {
  if (!(value instanceof AggregateError)) return value;
  const { name, message, errors, stack } = value;
  return { name, message, errors, stack };
}

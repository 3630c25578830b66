import type { LogFields, Telemetry } from "../../../core/ports.ts";
import type { LogEvent } from "../../../core/settings/log-events.ts";
import type { MetricName } from "../../../core/settings/metrics.ts";

/** Keeps what it is told. */
export class RecordedTelemetry implements Telemetry {
  readonly lines: { readonly level: string; readonly event: string; readonly fields: LogFields }[] =
    [];
  readonly #values = new Map<MetricName, number[]>();

  log(level: "info" | "warn" | "error", event: LogEvent, fields: LogFields = {}): void {
    this.lines.push({ level, event, fields });
  }

  metric(name: MetricName, value: number): void {
    this.#values.set(name, [...(this.#values.get(name) ?? []), value]);
  }

  /** Every metric with its values in order. */
  get metrics(): Record<string, number[]> {
    return Object.fromEntries(this.#values);
  }

  /** Names of what was logged as an error. */
  get errors(): string[] {
    return this.lines.filter(({ level }) => level === "error").map(({ event }) => event);
  }
}

import type { Telemetry } from "../../core/ports.ts";

/** Counts what is logged as an error, and keeps nothing else. */
export class CountedErrors implements Telemetry {
  readonly #counts = new Map<string, number>();

  log(level: "info" | "warn" | "error", event: string): void {
    if (level === "error") this.#counts.set(event, (this.#counts.get(event) ?? 0) + 1);
  }

  metric(): void {}

  /** One line for each event. */
  get violations(): string[] {
    return [...this.#counts].map(([event, count]) => `${event} was logged ${count} times`);
  }
}

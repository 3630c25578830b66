import { pino } from "pino";
import type { Telemetry } from "../core/ports.ts";

/** Log lines to standard error; nobody counts metrics on a laptop. */
export function makeTelemetry(verbose: boolean): Telemetry {
  const level = verbose ? "info" : "warn";
  const serializers = { error: pino.stdSerializers.err };
  const logger = pino({ level, base: null, serializers }, pino.destination({ fd: 2, sync: true }));
  return {
    log: (level, event, fields = {}) => logger[level](fields, event),
    metric: () => {},
  };
}

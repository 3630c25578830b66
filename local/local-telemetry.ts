import { pino } from "pino";
import { printable } from "../adapters/terminal/printable.ts";
import type { Telemetry } from "../core/ports.ts";

type Fields = NonNullable<Parameters<Telemetry["log"]>[2]>;

/**
 * To standard error: every step as a line of JSON for programs, or in words for people, and then only what
 * went wrong. Nobody counts metrics on a laptop.
 */
export function makeTelemetry(verbose: boolean): Telemetry {
  const metric = () => {};
  if (!verbose) return { log: logInWords, metric };
  const serializers = { error: pino.stdSerializers.err };
  const logger = pino({ base: null, serializers }, pino.destination({ fd: 2, sync: true }));
  return { log: (level, event, fields = {}) => logger[level](fields, event), metric };
}

/** What ends in a verdict, be it one that says why nothing could be done. */
const TRIED_AGAIN: ReadonlySet<string> = new Set(["message-failed"]);

function logInWords(...[level, event, fields = {}]: Parameters<Telemetry["log"]>): void {
  if (level === "info" || (level === "warn" && TRIED_AGAIN.has(event))) return;
  process.stderr.write(`${warningLine(event, fields)}\n`);
}

/** One event as one line: `Warning: mask not named: object a.jpg, error ENOSPC`. */
export function warningLine(event: string, fields: Fields): string {
  const told = Object.entries(fields).map(([name, value]) => `${name} ${textOf(value)}`);
  const what = `Warning: ${event.replaceAll("-", " ")}`;
  return printable(told.length === 0 ? what : `${what}: ${told.join(", ")}`);
}

/** With what it came of. */
function whyOf(error: Error): string {
  const causes = error instanceof AggregateError ? [...error.errors, error.cause] : [error.cause];
  const inner = causes.filter((cause) => cause instanceof Error).map(whyOf);
  return [error.message, ...inner].join(": ");
}

function textOf(value: unknown): string {
  if (value instanceof Error) return whyOf(value);
  if (typeof value === "string") return value;
  return JSON.stringify(value) ?? String(value);
}

import { systemClock as clock } from "../adapters/clock/system-clock.ts";
import { ReasonCode } from "../core/contracts/reasons.ts";
import type { RedriveFilter } from "../core/requeue/redrive-job.ts";
import { backfill } from "./commands/backfill.ts";
import { reconcile } from "./commands/reconcile.ts";
import { redrive } from "./commands/redrive.ts";
import type { ExitCode } from "./exit-code.ts";
import { parseMoment } from "./moment.ts";
import type { Terminal } from "./terminal.ts";
import { DEFAULT_RATE, DEFAULT_WRITTEN_BEFORE, UsageError } from "./usage.ts";

/** The options of those who operate a system, as the command line has them. */
export interface OperateValues {
  readonly system?: string | undefined;
  readonly rate?: string | undefined;
  readonly "dry-run"?: boolean | undefined;
  readonly json: boolean;
  readonly inventory?: string | undefined;
  readonly again?: boolean | undefined;
  readonly resume?: string | undefined;
  readonly "written-before"?: string | undefined;
  readonly reason?: string[] | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly prefix?: string | undefined;
}

export function runBackfill(inputs: string[], values: OperateValues, terminal: Terminal) {
  const [where, ...more] = inputs;
  if (where === undefined || more.length > 0) {
    throw new UsageError(`Expected one s3://BUCKET/PREFIX, received ${inputs.length}.`);
  }
  const { inventory, again = false, resume } = values;
  const chosen = {
    ...(inventory !== undefined && { inventory }),
    ...(resume !== undefined && { resume }),
  };
  return backfill({ where, again, ...common(values), ...chosen }, terminal);
}

export function runReconcile(inputs: string[], values: OperateValues, terminal: Terminal) {
  const moment = values["written-before"] ?? DEFAULT_WRITTEN_BEFORE;
  const before = parseMoment("--written-before", moment, clock.now());
  return reconcile({ where: inputs, writtenBefore: before, ...common(values) }, terminal);
}

export function runRedrive(
  inputs: string[],
  values: OperateValues,
  terminal: Terminal,
): Promise<ExitCode> {
  if (inputs.length > 0) {
    throw new UsageError(`Expected options alone, received ${JSON.stringify(inputs[0])}.`);
  }
  return redrive({ filter: filterOf(values), ...common(values) }, terminal);
}

function common({ system, rate = DEFAULT_RATE, "dry-run": dryRun = false, json }: OperateValues) {
  const ratePerSecond = parseRate(rate);
  return { ratePerSecond, dryRun, json, ...(system !== undefined && { system }) };
}

function parseRate(text: string): number {
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text);
  throw new UsageError(
    `Expected a whole number of images a second as --rate, received ${JSON.stringify(text)}.`,
  );
}

function filterOf({ reason, since, until, prefix }: OperateValues): RedriveFilter {
  const now = clock.now();
  return {
    ...(reason !== undefined && { reasons: reason.map(parseReason) }),
    ...(since !== undefined && { since: parseMoment("--since", since, now) }),
    ...(until !== undefined && { until: parseMoment("--until", until, now) }),
    ...(prefix !== undefined && { prefix }),
  };
}

function parseReason(text: string): ReasonCode {
  const reason = ReasonCode.safeParse(text);
  if (reason.success) return reason.data;
  const expected = ReasonCode.options.join(", ");
  throw new UsageError(
    `Expected one of ${expected} as --reason, received ${JSON.stringify(text)}.`,
  );
}

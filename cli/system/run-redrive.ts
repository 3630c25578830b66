import { systemClock as clock } from "../../adapters/clock/system-clock.ts";
import { stopSignal } from "../../adapters/process/stop-signal.ts";
import { printableJson } from "../../adapters/terminal/printable.ts";
import { openProgress } from "../../adapters/terminal/progress.ts";
import type { ReasonCode } from "../../core/contracts/reasons.ts";
import type { UnscannedVerdict, Verdict } from "../../core/contracts/verdict.ts";
import { failedVerdicts } from "../../core/requeue/failed-verdicts.ts";
import {
  isRedriven,
  isUnscanned,
  type RedriveFilter,
  redriveJobOf,
} from "../../core/requeue/redrive-job.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import type { Terminal } from "../terminal.ts";
import { connectSystem, type OperatedSystem } from "./connect.ts";
import { readSystem } from "./read-system.ts";
import { requeue } from "./requeue.ts";

export interface RedriveOptions {
  readonly filter: RedriveFilter;
  /** File or URL. @default as readSystem */
  readonly system?: string | undefined;
  readonly ratePerSecond: number;
  readonly dryRun: boolean;
  readonly json: boolean;
}

type Reasons = Partial<Record<ReasonCode, number>>;

/** What a run did, or would do. */
interface RedriveReport {
  readonly command: "redrive";
  readonly dryRun: boolean;
  readonly queued: number;
  readonly reasons: Reasons;
  /** Verdicts of the same time and place that have other reasons. */
  readonly leftAlone: Reasons;
  /** Whether every verdict was looked at: false when it was stopped, or failed. */
  readonly complete: boolean;
}

/**
 * `fasa redrive`: jobs that were given up, on the queue again.
 *
 * @throws UsageError, and what the system failed with, after the report.
 */
export async function runRedrive(options: RedriveOptions, terminal: Terminal): Promise<ExitCode> {
  const { filter, ratePerSecond, dryRun, json } = options;
  const system = connectSystem(await readSystem(options.system));
  const signal = stopSignal(() => terminal.error.write("Stopping.\n"));
  const progress = openProgress(undefined, terminal.error);
  const [reasons, leftAlone]: [Reasons, Reasons] = [{}, {}];
  let [queued, complete] = [0, false];
  try {
    await requeue({
      items: chosen(verdictsOf(system, filter), filter, leftAlone),
      decide: async (verdict) => ({ job: redriveJobOf(verdict, clock.now()) }),
      ...(!dryRun && { jobs: system.backfill }),
      ratePerSecond,
      signal,
      onDone: ({ reason: { code }, object }, tally) => {
        count(reasons, code);
        queued = tally.queued;
        progress.update(queued, object.key);
      },
    });
    complete = !signal.aborted;
  } finally {
    progress.close();
    system.close();
    const counted = { queued, reasons, leftAlone, complete };
    const report: RedriveReport = { command: "redrive", dryRun, ...counted };
    await terminal.print(json ? printableJson(report) : textOf(report, filter));
  }
  return signal.aborted ? EXIT.notScanned : EXIT.ok;
}

/** With a time to begin at, the index is enough; else the whole table is read. */
function verdictsOf({ verdicts }: OperatedSystem, filter: RedriveFilter): AsyncIterable<Verdict> {
  const { since, until = clock.now() } = filter;
  return since === undefined ? verdicts.list() : failedVerdicts(verdicts, { since, until });
}

/** @param leftAlone counts the others. */
async function* chosen(
  verdicts: AsyncIterable<Verdict>,
  filter: RedriveFilter,
  leftAlone: Reasons,
): AsyncGenerator<UnscannedVerdict> {
  for await (const verdict of verdicts) {
    if (!isUnscanned(verdict, filter)) continue;
    if (isRedriven(verdict, filter)) yield verdict;
    else count(leftAlone, verdict.reason.code);
  }
}

function count(reasons: Reasons, code: ReasonCode): void {
  reasons[code] = (reasons[code] ?? 0) + 1;
}

function textOf(report: RedriveReport, filter: RedriveFilter): string {
  const { queued, reasons, leftAlone, complete } = report;
  const why = filter.reasons ? "for other reasons" : "a retry cannot change why";
  const others = linesOf(leftAlone);
  return [
    queued === 0 && complete ? nothingText(filter) : queuedText(report),
    ...linesOf(reasons),
    ...(others.length > 0 ? [`Left alone (${why}; --reason takes them):`, ...others] : []),
  ].join("\n");
}

function queuedText({ queued, dryRun }: RedriveReport): string {
  const what = dryRun ? "to queue" : "queued; new uploads go before them";
  return `${queued} scan${queued === 1 ? "" : "s"} ${what}`;
}

function nothingText({ reasons }: RedriveFilter): string {
  const missing = reasons
    ? `failed by ${reasons.join(" or ")}`
    : "failed by what a retry can change";
  return `Nothing to scan again: nothing that was asked about ${missing}.`;
}

function linesOf(reasons: Reasons): string[] {
  return Object.entries(reasons).map(([code, count]) => `  ${count} ${code}`);
}

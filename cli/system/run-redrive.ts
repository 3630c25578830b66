import { systemClock as clock } from "../../adapters/clock/system-clock.ts";
import { stopSignal } from "../../adapters/process/stop-signal.ts";
import { printableJson } from "../../adapters/terminal/printable.ts";
import { openProgress } from "../../adapters/terminal/progress.ts";
import type { ReasonCode } from "../../core/contracts/reasons.ts";
import type { UnscannedVerdict, Verdict } from "../../core/contracts/verdict.ts";
import { failedVerdicts } from "../../core/requeue/failed-verdicts.ts";
import { isRedriven, type RedriveFilter, redriveJobOf } from "../../core/requeue/redrive-job.ts";
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
  const reasons: Reasons = {};
  let queued = 0;
  try {
    await requeue({
      items: chosen(verdictsOf(system, filter), filter),
      decide: async (verdict) => ({ job: redriveJobOf(verdict, clock.now()) }),
      ...(!dryRun && { jobs: system.backfill }),
      ratePerSecond,
      signal,
      onDone: ({ reason: { code }, object }, tally) => {
        reasons[code] = (reasons[code] ?? 0) + 1;
        queued = tally.queued;
        progress.update(queued, object.key);
      },
    });
  } finally {
    progress.close();
    system.close();
    const report = { command: "redrive", dryRun, queued, reasons };
    await terminal.print(json ? printableJson(report) : textOf(report));
  }
  return signal.aborted ? EXIT.notScanned : EXIT.ok;
}

/** With a time to begin at, the index is enough; else the whole table is read. */
function verdictsOf({ verdicts }: OperatedSystem, filter: RedriveFilter): AsyncIterable<Verdict> {
  const { since, until = clock.now() } = filter;
  return since === undefined ? verdicts.list() : failedVerdicts(verdicts, { since, until });
}

async function* chosen(
  verdicts: AsyncIterable<Verdict>,
  filter: RedriveFilter,
): AsyncGenerator<UnscannedVerdict> {
  for await (const verdict of verdicts) if (isRedriven(verdict, filter)) yield verdict;
}

function textOf({
  dryRun,
  queued,
  reasons,
}: {
  dryRun: boolean;
  queued: number;
  reasons: Reasons;
}) {
  const lines = Object.entries(reasons).map(([code, count]) => `  ${count} ${code}`);
  const what = dryRun ? "to queue" : "queued; new uploads go before them";
  return [`${queued} scan${queued === 1 ? "" : "s"} ${what}`, ...lines].join("\n");
}

import { stopSignal } from "../../adapters/process/stop-signal.ts";
import { bucketSource } from "../../core/requeue/object-source.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { LeftOutReport } from "../left-out-report.ts";
import type { Terminal } from "../terminal.ts";
import { connectSystem } from "./connect.ts";
import { type Place, placeIn, readSystem } from "./read-system.ts";
import { printReport, reportOf } from "./requeue-report.ts";
import { scanMissing } from "./scan-missing.ts";

export interface ReconcileOptions {
  /** `s3://bucket/prefix` each. None: all buckets of the system. */
  readonly where: readonly string[];
  /** File or URL. @default as readSystem */
  readonly system?: string | undefined;
  /** Objects that were written later are left to the event of their upload. */
  readonly writtenBefore: Date;
  readonly ratePerSecond: number;
  readonly dryRun: boolean;
  readonly json: boolean;
}

/**
 * `fasa reconcile`: what the buckets hold and the table lacks.
 *
 * @returns `ok` when nothing was missing, or everything that was is on the queue.
 * @throws UsageError, and what the system failed with, after the report.
 */
export async function runReconcile(
  options: ReconcileOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { where, writtenBefore, ratePerSecond, dryRun, json } = options;
  const description = await readSystem(options.system);
  const { compute } = description;
  const everywhere = description.buckets.map((bucket): Place => ({ bucket, prefix: "" }));
  const places = where.length > 0 ? where.map((uri) => placeIn(description, uri)) : everywhere;
  const leftOut = new LeftOutReport(terminal);
  const system = connectSystem(description, (one) => leftOut.tell(one));
  const wish = { trigger: "reconcile", again: false, writtenBefore } as const;
  const signal = stopSignal(() => terminal.error.write("Stopping.\n"));
  let exit: ExitCode = EXIT.ok;
  try {
    for (const { bucket, prefix } of places) {
      const place = { bucket: bucket.name, filter: bucket.filter, prefix };
      const source = bucketSource(system.objects, place);
      const run = await scanMissing(
        { system, source, wish, ratePerSecond, dryRun, signal },
        terminal,
      );
      const { tally, error } = run;
      const asked = { command: "reconcile", dryRun, ratePerSecond };
      await printReport(reportOf({ ...asked, source, run, compute }), json, terminal);
      if (error !== undefined) throw error;
      const isMissing = dryRun && tally.queued > 0;
      if (isMissing || signal.aborted || tally.notQueued.denied > 0) exit = EXIT.notScanned;
      // Nobody looked at the buckets behind this one: no report may say that nothing is missing there.
      if (signal.aborted) break;
    }
  } finally {
    system.close();
  }
  return leftOut.hidesFiles ? EXIT.notScanned : exit;
}

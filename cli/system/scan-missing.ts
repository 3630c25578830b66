import { systemClock as clock } from "../../adapters/clock/system-clock.ts";
import { openProgress } from "../../adapters/terminal/progress.ts";
import { NOTHING_YET, type Tally } from "../../core/requeue/decision.ts";
import { type FindMissingOptions, makeFindMissing } from "../../core/requeue/find-missing.ts";
import type { ObjectSource, SourcedObject } from "../../core/requeue/object-source.ts";
import type { Terminal } from "../terminal.ts";
import type { OperatedSystem } from "./connect.ts";
import { requeue } from "./requeue.ts";

export interface ScanMissingOptions {
  readonly system: OperatedSystem;
  readonly source: ObjectSource;
  readonly wish: FindMissingOptions;
  readonly ratePerSecond: number;
  readonly dryRun: boolean;
  /** Where an earlier run stopped. @default from the first */
  readonly after?: string;
  /** Stops half-way once it aborts. */
  readonly signal: AbortSignal;
}

export interface ScanMissingRun {
  readonly tally: Tally;
  /** Of all objects that were looked at. */
  readonly sizeBytes: number;
  /** The last object of a run that stopped half-way: everything up to it is done. */
  readonly stoppedAt?: string;
  /** What it stopped by, unless somebody asked it to. */
  readonly error?: unknown;
}

/** Looks at every object of the source, and queues what needs a scan. */
export async function scanMissing(
  options: ScanMissingOptions,
  terminal: Terminal,
): Promise<ScanMissingRun> {
  const { system, source, wish, ratePerSecond, dryRun, after, signal } = options;
  const { objects: reader, verdicts, backfill } = system;
  let [tally, sizeBytes, place] = [NOTHING_YET, 0, after];
  const total = terminal.error.isTTY ? await count(source, options) : 0;
  const progress = openProgress(total, terminal.error);
  const onDone = (object: SourcedObject, sofar: Tally) => {
    [tally, sizeBytes, place] = [sofar, sizeBytes + object.sizeBytes, object.place];
    progress.update(sofar.items, object.key);
  };
  const error = await requeue({
    items: source.objects(after),
    decide: makeFindMissing({ reader, verdicts, clock }, wish),
    ...(!dryRun && { jobs: backfill }),
    ratePerSecond,
    signal,
    onDone,
  })
    .then(
      () => undefined,
      (reason: unknown) => reason,
    )
    .finally(progress.close);
  const isHalf = signal.aborted || error !== undefined;
  return {
    tally,
    sizeBytes,
    ...(isHalf && place !== undefined && { stoppedAt: place }),
    ...(error !== undefined && { error }),
  };
}

/** A bar needs an end, and a second listing costs little. */
async function count(
  source: ObjectSource,
  { after, signal }: Pick<ScanMissingOptions, "after" | "signal">,
): Promise<number> {
  let objects = 0;
  for await (const _ of source.objects(after)) {
    if (signal.aborted) break;
    objects++;
  }
  return objects;
}

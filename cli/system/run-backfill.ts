import { systemClock as clock } from "../../adapters/clock/system-clock.ts";
import { stopSignal } from "../../adapters/process/stop-signal.ts";
import { MessageError } from "../../core/contracts/reasons.ts";
import { S3Uri } from "../../core/contracts/s3-notation.ts";
import { bucketSource, type ObjectSource } from "../../core/requeue/object-source.ts";
import { encodeResumeToken, parseResumeToken } from "../../core/requeue/resume-token.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { LeftOutReport } from "../left-out-report.ts";
import type { Terminal } from "../terminal.ts";
import { UsageError } from "../usage-error.ts";
import { connectSystem, type OperatedSystem } from "./connect.ts";
import { inventorySource } from "./inventory-source.ts";
import { type Place, placeIn, readSystem } from "./read-system.ts";
import { printReport, reportOf } from "./requeue-report.ts";
import { scanMissing } from "./scan-missing.ts";

export interface BackfillOptions {
  /** `s3://bucket/prefix` */
  readonly where: string;
  /** File or URL. @default as readSystem */
  readonly system?: string | undefined;
  /** `s3://…/manifest.json` of an S3 Inventory. @default the bucket is listed */
  readonly inventory?: string | undefined;
  /** Scan again what has a verdict. */
  readonly again: boolean;
  readonly ratePerSecond: number;
  /** As an earlier run printed it. */
  readonly resume?: string | undefined;
  readonly dryRun: boolean;
  readonly json: boolean;
}

/** `fasa backfill`. @throws UsageError, and what the system failed with, after the report. */
export async function runBackfill(options: BackfillOptions, terminal: Terminal): Promise<ExitCode> {
  const { where, again, ratePerSecond, resume, dryRun } = options;
  const description = await readSystem(options.system);
  const place = placeIn(description, where);
  const leftOut = new LeftOutReport(terminal);
  const system = connectSystem(description, (one) => leftOut.tell(one));
  const { compute } = description;
  try {
    const source = sourceOf(system, place, options.inventory);
    const after = resume === undefined ? {} : { after: placeAfter(resume, source) };
    const wish = { trigger: "backfill", again, writtenBefore: clock.now() } as const;
    const signal = stopSignal(() => terminal.error.write("Stopping.\n"));
    const run = await scanMissing(
      { system, source, wish, ratePerSecond, dryRun, signal, ...after },
      terminal,
    );
    const { tally, stoppedAt, error } = run;
    const asked = { command: "backfill", dryRun, ratePerSecond };
    const report = {
      ...reportOf({ ...asked, source, run, compute }),
      ...(stoppedAt && { resume: encodeResumeToken(source.name, stoppedAt) }),
    };
    await printReport(report, options.json, terminal);
    if (error !== undefined) throw error;
    return signal.aborted || tally.notQueued.denied > 0 || leftOut.hidesFiles
      ? EXIT.notScanned
      : EXIT.ok;
  } finally {
    system.close();
  }
}

function sourceOf(
  { objects }: OperatedSystem,
  { bucket: { name: bucket, filter }, prefix }: Place,
  inventory: string | undefined,
): ObjectSource {
  if (inventory === undefined) return bucketSource(objects, { bucket, prefix, filter });
  const { data: manifest } = S3Uri.safeParse(inventory);
  if (manifest) return inventorySource(objects, { manifest, bucket, prefix, filter });
  const received = JSON.stringify(inventory);
  throw new UsageError(
    `Expected s3://bucket/…/manifest.json as --inventory, received ${received}.`,
  );
}

function placeAfter(token: string, { name }: ObjectSource): string {
  try {
    return parseResumeToken(token, name);
  } catch (cause) {
    if (!(cause instanceof MessageError)) throw cause;
    throw new UsageError(`--resume: ${cause.message}`, { cause });
  }
}

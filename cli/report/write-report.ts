import { resolve } from "node:path";
import { systemClock as clock } from "../../adapters/clock/system-clock.ts";
import { writeAtomically } from "../../adapters/folder/write-atomically.ts";
import { makeSharpCodec } from "../../adapters/image/sharp-codec.ts";
import { leftOutLine } from "../../adapters/terminal/left-out-lines.ts";
import { openProgress } from "../../adapters/terminal/progress.ts";
import type { Verdict } from "../../core/contracts/verdict.ts";
import { inReportOrder } from "../../core/report/report-order.ts";
import { reportPage } from "../../core/report/report-page.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { packageVersion } from "../package-version.ts";
import type { Terminal } from "../terminal.ts";
import { type GatherEntryDeps, gatherEntry } from "./gather-entry.ts";
import { openReportSource } from "./report-source.ts";

export interface ReportOptions {
  /** Folder that `fasa scan` wrote into, or `s3://bucket/prefix`. */
  readonly subject: string;
  readonly out: string;
  /** Only what was flagged. */
  readonly flagged: boolean;
  /** As of readSystem. */
  readonly system?: string | undefined;
}

/** `fasa report`. @throws UsageError, and what reading the system or writing the page fails with. */
export async function writeReport(options: ReportOptions, terminal: Terminal): Promise<ExitCode> {
  const { subject, out, flagged, system } = options;
  const codec = makeSharpCodec();
  const source = await openReportSource(subject, system);
  try {
    const verdicts = inReportOrder(source.verdicts, { flagged });
    const head = {
      subject: source.subject,
      madeAt: clock.now(),
      scannerVersion: packageVersion(),
      ...{ voice: source.voice, unreadable: source.unreadable },
    };
    await writeAtomically(
      resolve(out),
      bytesOf(reportPage(head, entriesOf(verdicts, { ...source, codec }, terminal))),
    );
    await terminal.print(
      `${resolve(out)}: ${verdicts.length} of ${source.verdicts.length} ${source.voice}s`,
    );
    for (const { name, why } of source.unreadable) {
      terminal.error.write(`${leftOutLine({ key: name, why })}\n`);
    }
  } finally {
    source.close();
  }
  return source.unreadable.length === 0 ? EXIT.ok : EXIT.notScanned;
}

async function* entriesOf(verdicts: readonly Verdict[], deps: GatherEntryDeps, terminal: Terminal) {
  const progress = openProgress(verdicts.length, terminal.error);
  try {
    for (const [index, verdict] of verdicts.entries()) {
      yield await gatherEntry(verdict, deps);
      progress.update(index + 1, verdict.object.key);
    }
  } finally {
    progress.close();
  }
}

async function* bytesOf(texts: AsyncIterable<string>) {
  for await (const text of texts) yield Buffer.from(text);
}

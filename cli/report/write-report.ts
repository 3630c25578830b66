import { resolve } from "node:path";
import { systemClock as clock } from "../../adapters/clock/system-clock.ts";
import { writeAtomically } from "../../adapters/folder/write-atomically.ts";
import { makeSharpCodec } from "../../adapters/image/sharp-codec.ts";
import { openProgress } from "../../adapters/terminal/progress.ts";
import type { Verdict } from "../../core/contracts/verdict.ts";
import { inReportOrder } from "../../core/report/report-order.ts";
import { reportPage } from "../../core/report/report-page.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { packageVersion } from "../package-version.ts";
import type { Terminal } from "../terminal.ts";
import { gatherEntry } from "./gather-entry.ts";
import { openReportSource, type ReportSource } from "./report-source.ts";

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
  // Also keeps decoders that no scan may use from opening an image.
  makeSharpCodec();
  const source = await openReportSource(subject, system);
  try {
    const verdicts = inReportOrder(source.verdicts, { flagged });
    const head = {
      subject: source.subject,
      madeAt: clock.now(),
      scannerVersion: packageVersion(),
    };
    await writeAtomically(
      resolve(out),
      bytesOf(reportPage(head, entriesOf(verdicts, source, terminal))),
    );
    await terminal.print(
      `${resolve(out)}: ${verdicts.length} of ${source.verdicts.length} objects`,
    );
  } finally {
    source.close();
  }
  return EXIT.ok;
}

async function* entriesOf(verdicts: readonly Verdict[], source: ReportSource, terminal: Terminal) {
  const progress = openProgress(verdicts.length, terminal.error);
  try {
    for (const [index, verdict] of verdicts.entries()) {
      yield await gatherEntry(verdict, source);
      progress.update(index + 1, verdict.object.key);
    }
  } finally {
    progress.close();
  }
}

async function* bytesOf(texts: AsyncIterable<string>) {
  for await (const text of texts) yield Buffer.from(text);
}

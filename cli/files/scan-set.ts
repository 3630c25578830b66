import { access, constants } from "node:fs/promises";
import { join, resolve } from "node:path";
import { pMapIterable } from "p-map";
import type { ModelChoice } from "../../adapters/engine/open-witnesses.ts";
import { openWitnesses } from "../../adapters/engine/open-witnesses.ts";
import { fileErrorCodeOf } from "../../adapters/folder/file-error.ts";
import { makeFolder } from "../../adapters/folder/make-folder.ts";
import { stopSignal } from "../../adapters/process/stop-signal.ts";
import { noImagesLine } from "../../adapters/terminal/left-out-lines.ts";
import { printable, printableJson } from "../../adapters/terminal/printable.ts";
import { openProgress } from "../../adapters/terminal/progress.ts";
import { totalsLine, verdictTable } from "../../adapters/terminal/verdict-lines.ts";
import { networkLoadFor } from "../../core/settings/network-load.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { LeftOutReport } from "../left-out-report.ts";
import type { Terminal } from "../terminal.ts";
import { UsageError } from "../usage-error.ts";
import { findImageFiles, type ImageFiles, MASK_ENDINGS, shownName } from "./image-files.ts";
import { expandNamed, type NamedFiles } from "./named-files.ts";
import type { FileVerdict, ImageChoice } from "./scan-file.ts";
import { type FileOutcome, makeScanUnlessDone } from "./scan-unless-done.ts";

export interface ScanSetOptions extends NamedFiles {
  readonly outDir: string;
  readonly json: boolean;
  readonly skipsDone: boolean;
  readonly model: ModelChoice;
  readonly images: ImageChoice;
}

/** Images at once: while some are in the network, the others are read and decoded. */
const AT_ONCE = 4;
/** Verdicts that may wait for a slow one before them, so that they come out in order. */
const AHEAD = 32;

const STOPPING = "Stopping: what is in hand is finished. Ctrl-C again stops at once.\n";

/** `fasa scan`. @throws UsageError, ModelError, and what writing into `outDir` throws. */
export async function scanSet(options: ScanSetOptions, terminal: Terminal): Promise<ExitCode> {
  const { inputs, filesFrom, outDir, json } = options;
  const asked = [...inputs, ...listNamed(filesFrom)].join(" ");
  const found = await findImageFiles(await expandNamed(options), { asked, outDir });
  await makeOutDir(outDir);
  const stop = stopSignal(() => terminal.error.write(STOPPING));
  const outcomes = await scanAll(found, options, stop, terminal);
  const verdicts = outcomes.flatMap((one) => ("verdict" in one ? [one.verdict] : []));
  if (!json) await terminal.print(textOf(verdicts, options, terminal));
  const report = new LeftOutReport(terminal);
  for (const one of found.leftOut) report.tell(one);
  for (const one of outcomes) if ("leftOut" in one) report.tell(one.leftOut);
  for (const line of summary(found, outcomes, options)) terminal.error.write(`${line}\n`);
  if (stop.aborted) return EXIT.stopped;
  const isWhole = verdicts.every(({ state }) => state === "scanned") && !report.hidesFiles;
  return isWhole ? EXIT.ok : EXIT.notScanned;
}

/** What became of each file, in the order of their names, up to where `stop` came. */
async function scanAll(
  { files }: ImageFiles,
  options: ScanSetOptions,
  stop: AbortSignal,
  terminal: Terminal,
): Promise<FileOutcome[]> {
  const { model, json } = options;
  const witnesses = await openWitnesses({ ...model, ...networkLoadFor(files.length) });
  const progress = openProgress(files.length, terminal.error);
  const outcomes: FileOutcome[] = [];
  try {
    const scanFile = makeScanUnlessDone({ ...options, witnesses });
    const pace = { concurrency: AT_ONCE, backpressure: AHEAD };
    for await (const outcome of pMapIterable(until(stop, files), scanFile, pace)) {
      outcomes.push(outcome);
      progress.update(outcomes.length, files[outcomes.length - 1]?.key ?? "");
      if (json && "verdict" in outcome) await terminal.print(printableJson(outcome.verdict));
    }
  } finally {
    progress.close();
    await witnesses.close();
  }
  return outcomes;
}

function listNamed(filesFrom: string | undefined): readonly string[] {
  if (filesFrom === undefined) return [];
  return [filesFrom === "-" ? "what standard input names" : `what ${filesFrom} names`];
}

function* until<Item>(stop: AbortSignal, items: readonly Item[]) {
  for (const item of items) {
    if (stop.aborted) return;
    yield item;
  }
}

/** The table names files as a user would. */
function asShown(verdict: FileVerdict): FileVerdict {
  return { ...verdict, object: { ...verdict.object, key: shownName(verdict.object) } };
}

function summary(
  { files, passedOver }: ImageFiles,
  outcomes: readonly FileOutcome[],
  { outDir }: ScanSetOptions,
): string[] {
  const [all, done] = [files.length, outcomes.length];
  const earlier = outcomes.filter((one) => "verdict" in one && one.isEarlier).length;
  const stopped = `Stopped: ${done} of ${all} files are done; --skip-done goes on with the others.`;
  return [
    ...noImagesLine(passedOver),
    ...(earlier > 0 ? [`Not scanned again, as ${outDir} has a current result: ${earlier}`] : []),
    ...(done < all ? [stopped] : []),
  ];
}

function textOf(
  verdicts: readonly FileVerdict[],
  { outDir, images }: ScanSetOptions,
  { columns, paint }: Terminal,
): string {
  const masks = printable(join(outDir, `FILE${MASK_ENDINGS[images.maskFormat]}`));
  return `${verdictTable(verdicts.map(asShown), columns, paint)}\n${totalsLine(verdicts)}; masks: ${masks}`;
}

/** Before the first scan, and not at its end. @throws UsageError when nothing can be written there. */
async function makeOutDir(outDir: string): Promise<void> {
  try {
    await makeFolder(resolve(outDir));
    await access(outDir, constants.W_OK | constants.X_OK);
  } catch (cause) {
    const code = fileErrorCodeOf(cause);
    throw new UsageError(
      `Expected a folder to write into as --out, but ${outDir} is none (${code}).`,
      { cause },
    );
  }
}

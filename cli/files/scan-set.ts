import { access, constants } from "node:fs/promises";
import { resolve } from "node:path";
import { pMapIterable } from "p-map";
import type { ModelChoice } from "../../adapters/engine/open-witnesses.ts";
import { openWitnesses } from "../../adapters/engine/open-witnesses.ts";
import { fileErrorCodeOf } from "../../adapters/folder/file-error.ts";
import { makeFolder } from "../../adapters/folder/make-folder.ts";
import { printableJson } from "../../adapters/terminal/printable.ts";
import { openProgress } from "../../adapters/terminal/progress.ts";
import { verdictTable } from "../../adapters/terminal/verdict-lines.ts";
import { networkLoadFor } from "../../core/settings/network-load.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { LeftOutReport } from "../left-out-report.ts";
import type { Terminal } from "../terminal.ts";
import { UsageError } from "../usage-error.ts";
import { findImageFiles } from "./image-files.ts";
import { type FileVerdict, type ImageChoice, makeScanFile } from "./scan-file.ts";

export interface ScanSetOptions {
  readonly inputs: readonly string[];
  readonly outDir: string;
  readonly json: boolean;
  readonly model: ModelChoice;
  readonly images: ImageChoice;
}

/** Images at once: while some are in the network, the others are read and decoded. */
const AT_ONCE = 4;
/** Verdicts that may wait for a slow one before them, so that they come out in order. */
const AHEAD = 32;

/** `fasa scan`. @throws UsageError, ModelError, and what writing into `outDir` throws. */
export async function scanSet(options: ScanSetOptions, terminal: Terminal): Promise<ExitCode> {
  const { inputs, outDir, json, model, images } = options;
  const { root, keys, passedOver, leftOut } = await findImageFiles(inputs, outDir);
  await makeOutDir(outDir);
  const witnesses = await openWitnesses({ ...model, ...networkLoadFor(keys.length) });
  const progress = openProgress(keys.length, terminal.error);
  const verdicts: FileVerdict[] = [];
  try {
    const scanFile = makeScanFile({ root, outDir, witnesses, images });
    const inOrder = pMapIterable(keys, scanFile, { concurrency: AT_ONCE, backpressure: AHEAD });
    for await (const verdict of inOrder) {
      verdicts.push(verdict);
      progress.update(verdicts.length, verdict.object.key);
      if (json) await terminal.print(printableJson(verdict));
    }
  } finally {
    progress.close();
    await witnesses.close();
  }
  if (!json) await terminal.print(verdictTable(verdicts, (bucket) => bucket));
  const report = new LeftOutReport(terminal);
  for (const one of leftOut) report.tell(one);
  if (passedOver > 0) terminal.error.write(`Left out because of their endings: ${passedOver}\n`);
  const isWhole = verdicts.every(({ state }) => state === "scanned") && !report.hidesFiles;
  return isWhole ? EXIT.ok : EXIT.notScanned;
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
      {
        cause,
      },
    );
  }
}

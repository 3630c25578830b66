import { pMapIterable } from "p-map";
import type { ModelChoice } from "../../adapters/engine/open-witnesses.ts";
import { openWitnesses } from "../../adapters/engine/open-witnesses.ts";
import { printableJson } from "../../adapters/terminal/printable.ts";
import { openProgress } from "../../adapters/terminal/progress.ts";
import { verdictTable } from "../../adapters/terminal/verdict-lines.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import type { Terminal } from "../terminal.ts";
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
  const { root, keys, passedOver } = await findImageFiles(inputs, outDir);
  const witnesses = await openWitnesses({ ...model, maxBatch: AT_ONCE });
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
  if (passedOver > 0) terminal.error.write(`Left out because of their endings: ${passedOver}\n`);
  return verdicts.every(({ state }) => state === "scanned") ? EXIT.ok : EXIT.notScanned;
}

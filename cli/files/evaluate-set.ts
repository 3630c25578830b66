import { basename } from "node:path";
import { pMapIterable } from "p-map";
import type { ModelChoice } from "../../adapters/engine/open-witnesses.ts";
import { type OpenWitnesses, openWitnesses } from "../../adapters/engine/open-witnesses.ts";
import { evaluationTable } from "../../adapters/terminal/evaluation-table.ts";
import { printable, printableJson } from "../../adapters/terminal/printable.ts";
import { openProgress } from "../../adapters/terminal/progress.ts";
import { reportOf } from "../../core/evaluation/report.ts";
import { NETWORK_LOADS } from "../../core/settings/network-load.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import type { Terminal } from "../terminal.ts";
import { type Failure, type FileMeasurement, makeEvaluateFile } from "./evaluate-file.ts";
import { type EvaluationSet, findEvaluationSet } from "./evaluation-set.ts";

export interface EvaluateSetOptions {
  readonly folder: string;
  readonly json: boolean;
  /** Most images of each kind. */
  readonly limit?: number | undefined;
  readonly model: ModelChoice;
}

/** Images at once. Each holds its mask and the values of its map at its own size. */
const AT_ONCE = 2;

/** `fasa evaluate`. @throws UsageError, ModelError. */
export async function evaluateSet(
  options: EvaluateSetOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { folder, json, limit, model } = options;
  const set = await findEvaluationSet(folder, limit);
  const witnesses = await openWitnesses({ ...model, ...NETWORK_LOADS.cpu });
  const { images, failures: unmeasured } = await evaluateAll(set, witnesses, terminal);
  const unread = set.leftOut
    .filter(({ hidesFiles }) => hidesFiles)
    .map(({ key, why }): Failure => ({ file: key, message: why }));
  const failures = [...unmeasured, ...unread];
  const { name, version } = witnesses.detector.model;
  const report = {
    ...{ detector: `${name} ${version}`, set: basename(set.root), failedCount: failures.length },
    ...reportOf(images, witnesses.settings.threshold),
  };
  const whole = { ...report, images, failures };
  await terminal.print(json ? printableJson(whole) : evaluationTable(report));
  for (const { file, message } of failures) {
    terminal.error.write(`${printable(file)}: ${printable(message)}\n`);
  }
  return failures.length === 0 ? EXIT.ok : EXIT.notScanned;
}

async function evaluateAll(set: EvaluationSet, witnesses: OpenWitnesses, terminal: Terminal) {
  const images: FileMeasurement[] = [];
  const failures: Failure[] = [];
  const progress = openProgress(set.files.length, terminal.error);
  try {
    const evaluateFile = makeEvaluateFile({ root: set.root, witnesses });
    for await (const one of pMapIterable(set.files, evaluateFile, { concurrency: AT_ONCE })) {
      if ("message" in one) failures.push(one);
      else images.push(one);
      const done = images.length + failures.length;
      progress.update(done, set.files[done - 1]?.key ?? "");
    }
  } finally {
    progress.close();
    await witnesses.close();
  }
  return { images, failures };
}

import type { HistoryWitness } from "../../core/witness-ports.ts";
import { makeFileWitness, type Supervision, type Warm } from "../witness/file-witness.ts";
import { Examination, type HistorySettings } from "./history-schemas.ts";

const ENTRY_POINT = new URL("./history-worker.mjs", import.meta.url);

/** Far above a picture of 100 megapixels on a processor that is busy otherwise. */
const HANG_TIMEOUT_MS = 180_000;

export interface HistoryWitnessOptions extends HistorySettings, Required<Supervision> {}

export type WarmHistoryWitness = Warm<HistoryWitness>;

/** @throws ModelError as `makeFileWitness`. */
export function makeHistoryWitness(options: HistoryWitnessOptions): Promise<WarmHistoryWitness> {
  const { modelPath, threads, ...supervision } = options;
  const settings: HistorySettings = { modelPath, threads };
  return makeFileWitness({
    ...{ name: "history", file: ENTRY_POINT, settings, examination: Examination },
    ...{ hangTimeoutMs: HANG_TIMEOUT_MS, ...supervision },
  });
}

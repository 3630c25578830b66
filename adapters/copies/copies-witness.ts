import type { CopyWitness } from "../../core/witness-ports.ts";
import { makeFileWitness, type Supervision, type Warm } from "../witness/file-witness.ts";
import { type CopySettings, Examination } from "./copy-schemas.ts";

const ENTRY_POINT = new URL("./copies-worker.mjs", import.meta.url);

/** Beyond the time of the search itself: decoding 100 megapixels on a processor that is busy otherwise. */
const DECODING_MS = 120_000;

export interface CopiesWitnessOptions extends CopySettings, Supervision {}

export type WarmCopiesWitness = Warm<CopyWitness>;

/** @throws ModelError as `makeFileWitness`. */
export function makeCopiesWitness(options: CopiesWitnessOptions): Promise<WarmCopiesWitness> {
  const { modelPath, threads, timeoutMs, acceptance, ...supervision } = options;
  const settings: CopySettings = { modelPath, threads, timeoutMs, acceptance };
  return makeFileWitness({
    ...{ name: "copies", file: ENTRY_POINT, settings, examination: Examination },
    ...{ hangTimeoutMs: DECODING_MS + 3 * timeoutMs, ...supervision },
  });
}

import type { TilesWitness } from "../../core/witness-ports.ts";
import { makeFileWitness, type Supervision, type Warm } from "../witness/file-witness.ts";
import { Examination, type TilesSettings } from "./tiles-schemas.ts";

const ENTRY_POINT = new URL("./tiles-worker.mjs", import.meta.url);

/** Far above decoding 100 megapixels and all tiles on a processor that is busy otherwise. */
const HANG_TIMEOUT_MS = 180_000;

export interface TilesWitnessOptions extends TilesSettings, Required<Supervision> {}

/** @throws ModelError as `makeFileWitness`. */
export function makeTilesWitness(options: TilesWitnessOptions): Promise<Warm<TilesWitness>> {
  const { verify, onReplaced, ...settings } = options;
  return makeFileWitness({
    ...{ name: "tiles", file: ENTRY_POINT, settings, examination: Examination },
    ...{ hangTimeoutMs: HANG_TIMEOUT_MS, verify, onReplaced },
  });
}

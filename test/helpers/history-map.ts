import type { HistoryRules } from "../../core/scan/history-state.ts";
import type { HistoryExamination, HistoryWitness, PlacedMap } from "../../core/witness-ports.ts";

export const HISTORY_RULES: HistoryRules = {
  threshold: 0.6,
  minConfidentFraction: 0.25,
  silentShift: 2,
};

/** Of the file that a simulated witness stands for. */
export const HISTORY_SHA256 = "cd".repeat(32);

/** Cells of 8 × 8 pixels from the image's corner on, unless they lie elsewhere. */
export function placedMap(
  width: number,
  values: readonly number[],
  place: Partial<PlacedMap> = {},
): PlacedMap {
  const corner = { leftPx: 0, topPx: 0, cellWidthPx: 8, cellHeightPx: 8 };
  const height = values.length / width;
  return { width, height, values: Float32Array.from(values), ...corner, ...place };
}

/** Of cells that are all sure of what they say, unless `confidence` says otherwise. */
export function examinationOf(
  map: PlacedMap,
  score: number,
  confidence: readonly number[] = [...map.values].map(() => 1),
): HistoryExamination {
  return { map, confidence: { ...map, values: Float32Array.from(confidence) }, score };
}

/** A witness that says the same of every file, and keeps the files that it was given. */
export class SimulatedHistory implements HistoryWitness {
  readonly examined: Uint8Array[] = [];
  readonly #answer: () => Promise<HistoryExamination | undefined>;

  constructor(answer: () => Promise<HistoryExamination | undefined>) {
    this.#answer = answer;
  }

  examine(bytes: Uint8Array): Promise<HistoryExamination | undefined> {
    this.examined.push(bytes);
    return this.#answer();
  }
}

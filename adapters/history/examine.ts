import { evidenceOf } from "../../core/history/evidence.ts";
import { isLargeEnough, placed } from "../../core/history/place.ts";
import { pool } from "../../core/history/pool.ts";
import type { CountZeros } from "../../core/history/zeros/zero-map.ts";
import type { HistoryExamination } from "../../core/witness-ports.ts";
import { readLuma } from "../image/read-luma.ts";
import type { DecideHistory } from "../onnx/sessions/history-session.ts";

export interface ExamineDeps {
  readonly countZeros: CountZeros;
  readonly decide: DecideHistory;
}

export type Examine = (bytes: Uint8Array) => Promise<HistoryExamination | undefined>;

/**
 * File → luma as it is stored → evidence → what the network makes of it, in the picture upright.
 * Undefined where there are too few cells along a side.
 *
 * @throws ScanError about the file.
 */
export function makeExamine({ countZeros, decide }: ExamineDeps): Examine {
  return async (bytes) => {
    const { luma, lastTable, orientation } = await readLuma(bytes);
    const evidence = evidenceOf(luma, lastTable, countZeros);
    if (evidence === undefined || !isLargeEnough(evidence)) return undefined;
    const pooled = pool(evidence);
    const { probability, confidence, score } = await decide(pooled, evidence.figures);
    const upright = (values: Float32Array) => placed(values, pooled, evidence, orientation);
    return { map: upright(probability), confidence: upright(confidence), score };
  };
}

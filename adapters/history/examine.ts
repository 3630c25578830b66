import { evidenceOf } from "../../core/history/evidence.ts";
import { orient } from "../../core/history/orient.ts";
import { pool } from "../../core/history/pool.ts";
import type { CountZeros } from "../../core/history/zero-map.ts";
import type { HistoryExamination, PlacedMap } from "../../core/ports.ts";
import { readLuma } from "../image/read-luma.ts";
import type { DecideHistory } from "../onnx/history-session.ts";

const CELL_PX = 8;
/** The network halves the grid twice. */
const MIN_CELLS = 4;

export interface ExamineDeps {
  readonly countZeros: CountZeros;
  readonly decide: DecideHistory;
}

export type Examine = (bytes: Uint8Array) => Promise<HistoryExamination | undefined>;

/**
 * File → luma as it is stored → evidence → what the network makes of it, in the picture upright.
 * Undefined where there are fewer than four cells along a side.
 *
 * @throws ScanError about the file.
 */
export function makeExamine({ countZeros, decide }: ExamineDeps): Examine {
  return async (bytes) => {
    const { luma, lastTable, orientation } = await readLuma(bytes);
    const evidence = evidenceOf(luma, lastTable, countZeros);
    if (evidence === undefined || Math.min(evidence.rows, evidence.columns) < MIN_CELLS) {
      return undefined;
    }
    const pooled = pool(evidence);
    const { probability, confidence, score } = await decide(pooled, evidence.figures);
    const stored = { width: evidence.storedWidth, height: evidence.storedHeight };
    // Cells may lie on the picture scaled back: theirs are not the pixels that are stored.
    const across = stored.width / evidence.width;
    const down = stored.height / evidence.height;
    const place = {
      width: pooled.columns,
      height: pooled.rows,
      leftPx: evidence.left * across,
      topPx: evidence.top * down,
      cellWidthPx: CELL_PX * pooled.side * across,
      cellHeightPx: CELL_PX * pooled.side * down,
    };
    const upright = (values: Float32Array): PlacedMap =>
      orient({ ...place, values }, stored, orientation);
    return { map: upright(probability), confidence: upright(confidence), score };
  };
}

import { Tensor } from "onnxruntime-node";
import { FIGURES, PLANES } from "../../../core/history/planes.ts";
import type { PooledEvidence } from "../../../core/history/pool.ts";
import { valuesOf } from "../tensors.ts";
import { type NetworkContract, openCpuSession } from "./cpu-session.ts";

/** What the network makes of evidence, row by row; all in [0, 1]. */
export interface HistoryDecision {
  readonly probability: Float32Array<ArrayBuffer>;
  readonly confidence: Float32Array<ArrayBuffer>;
  readonly score: number;
}

export type DecideHistory = (
  evidence: PooledEvidence,
  figures: Float32Array,
) => Promise<HistoryDecision>;

const MAP = [1, 1, undefined, undefined] as const;
const CONTRACT: NetworkContract = {
  inputs: [
    { name: "evidence", type: "float32", shape: [1, PLANES.length, undefined, undefined] },
    { name: "figures", type: "float32", shape: [1, FIGURES.length] },
  ],
  outputs: [
    { name: "probability", type: "float32", shape: MAP },
    { name: "confidence", type: "float32", shape: MAP },
    { name: "score", type: "float32", shape: [1] },
  ],
};

/**
 * The network that decides about compression history, on the processor: `threads` of it.
 *
 * @throws ModelError as `openCpuSession`.
 */
export async function openHistorySession(
  modelPath: string,
  threads: number,
): Promise<DecideHistory> {
  const session = await openCpuSession(modelPath, threads, CONTRACT);
  return async ({ planes, rows, columns }, figures) => {
    const { probability, confidence, score } = await session.run({
      evidence: new Tensor("float32", planes, [1, PLANES.length, rows, columns]),
      figures: new Tensor("float32", figures, [1, FIGURES.length]),
    });
    const map = (tensor: Tensor | undefined) =>
      new Float32Array(valuesOf(tensor, "float32", rows * columns));
    return {
      probability: map(probability),
      confidence: map(confidence),
      score: valuesOf(score, "float32", 1)[0] ?? Number.NaN,
    };
  };
}

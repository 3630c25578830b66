import { InferenceSession, Tensor } from "onnxruntime-node";
import { FIGURES, PLANES } from "../../core/history/planes.ts";
import type { PooledEvidence } from "../../core/history/pool.ts";
import { ModelError } from "../model/model-error.ts";
import { checkTensors, type TensorContract } from "./check-contract.ts";
import { declared } from "./declared.ts";

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
const INPUTS: readonly TensorContract[] = [
  { name: "evidence", type: "float32", shape: [1, PLANES.length, undefined, undefined] },
  { name: "figures", type: "float32", shape: [1, FIGURES.length] },
];
const OUTPUTS: readonly TensorContract[] = [
  { name: "probability", type: "float32", shape: MAP },
  { name: "confidence", type: "float32", shape: MAP },
  { name: "score", type: "float32", shape: [1] },
];

/**
 * The network that decides about compression history, on the processor: `threads` of it.
 *
 * @throws ModelError when the file is no network, or one with another contract.
 */
export async function openHistorySession(
  modelPath: string,
  threads: number,
): Promise<DecideHistory> {
  const session = await createSession(modelPath, threads);
  checkTensors(modelPath, declared(session, "input"), INPUTS);
  checkTensors(modelPath, declared(session, "output"), OUTPUTS);
  return async ({ planes, rows, columns }, figures) => {
    const evidence = new Tensor("float32", planes, [1, PLANES.length, rows, columns]);
    const outputs = await session.run({
      evidence,
      figures: new Tensor("float32", figures, [1, FIGURES.length]),
    });
    const [score = Number.NaN] = floats(outputs["score"], 1);
    const probability = floats(outputs["probability"], rows * columns);
    return { probability, confidence: floats(outputs["confidence"], rows * columns), score };
  };
}

async function createSession(modelPath: string, threads: number): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(modelPath, {
      executionProviders: ["cpu"],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      // Its memory fits the largest picture so far, and is given back.
      enableCpuMemArena: false,
      extra: { session: { intra_op: { allow_spinning: "0" } } },
    });
  } catch (cause) {
    throw new ModelError(`cannot run ${modelPath}: ${cause}`, { cause });
  }
}

/** A copy: the tensor's own memory is onnxruntime's to reuse. */
function floats(tensor: Tensor | undefined, count: number): Float32Array<ArrayBuffer> {
  if (tensor?.data instanceof Float32Array && tensor.data.length === count) {
    return new Float32Array(tensor.data);
  }
  const received = tensor === undefined ? "none" : `${tensor.type} [${tensor.dims.join(", ")}]`;
  throw new TypeError(`expected ${count} values of float32, received ${received}`);
}

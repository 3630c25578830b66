import { InferenceSession, Tensor } from "onnxruntime-node";
import {
  CHANNELS,
  type DescribeStrip,
  FEATURE_RADIUS_PX,
} from "../../core/copies/match/feature-map.ts";
import { ModelError } from "../model/model-error.ts";
import { checkTensors, type TensorContract } from "./check-contract.ts";
import { declared } from "./declared.ts";

const INPUTS: readonly TensorContract[] = [
  { name: "gray", type: "float32", shape: [1, 1, undefined, undefined] },
];
const OUTPUTS: readonly TensorContract[] = [
  { name: "fixed", type: "int16", shape: [1, undefined, undefined, CHANNELS] },
];

/**
 * The graph that describes pixels for the search of copies, on the processor: `threads` of it. It is
 * built by `model/copies/export_features.py`.
 *
 * @throws ModelError when the file is no network, or one with another contract.
 */
export async function openFeatureSession(
  modelPath: string,
  threads: number,
): Promise<DescribeStrip> {
  const session = await createSession(modelPath, threads);
  checkTensors(modelPath, declared(session, "input"), INPUTS);
  checkTensors(modelPath, declared(session, "output"), OUTPUTS);
  return async ({ values, widthPx, heightPx }) => {
    const gray = new Tensor("float32", values, [1, 1, heightPx, widthPx]);
    const { fixed } = await session.run({ gray }, ["fixed"]);
    const pixels = (widthPx - 2 * FEATURE_RADIUS_PX) * (heightPx - 2 * FEATURE_RADIUS_PX);
    if (fixed?.data instanceof Int16Array && fixed.data.length === CHANNELS * pixels) {
      return fixed.data;
    }
    const received = fixed === undefined ? "none" : `${fixed.type} [${fixed.dims.join(", ")}]`;
    throw new TypeError(`expected ${CHANNELS * pixels} values of int16, received ${received}`);
  };
}

async function createSession(modelPath: string, threads: number): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(modelPath, {
      executionProviders: ["cpu"],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      // A strip is small; its memory is given back.
      enableCpuMemArena: false,
      extra: { session: { intra_op: { allow_spinning: "0" } } },
    });
  } catch (cause) {
    throw new ModelError(`cannot run ${modelPath}: ${cause}`, { cause });
  }
}

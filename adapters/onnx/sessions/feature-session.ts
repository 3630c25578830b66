import { Tensor } from "onnxruntime-node";
import {
  CHANNELS,
  type DescribeStrip,
  FEATURE_RADIUS_PX,
} from "../../../core/copies/match/feature-map.ts";
import { valuesOf } from "../tensors.ts";
import { type NetworkContract, openCpuSession } from "./cpu-session.ts";

const CONTRACT: NetworkContract = {
  inputs: [{ name: "gray", type: "float32", shape: [1, 1, undefined, undefined] }],
  outputs: [{ name: "fixed", type: "int16", shape: [1, undefined, undefined, CHANNELS] }],
};

/**
 * The graph that describes pixels for the search of copies, on the processor: `threads` of it. It is
 * built by `model/copies/export_features.py`.
 *
 * @throws ModelError as `openCpuSession`.
 */
export async function openFeatureSession(
  modelPath: string,
  threads: number,
): Promise<DescribeStrip> {
  const session = await openCpuSession(modelPath, threads, CONTRACT);
  return async ({ values, widthPx, heightPx }) => {
    const gray = new Tensor("float32", values, [1, 1, heightPx, widthPx]);
    const { fixed } = await session.run({ gray }, ["fixed"]);
    const pixels = (widthPx - 2 * FEATURE_RADIUS_PX) * (heightPx - 2 * FEATURE_RADIUS_PX);
    return valuesOf(fixed, "int16", CHANNELS * pixels);
  };
}

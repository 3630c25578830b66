import { type InferenceSession, Tensor } from "onnxruntime-node";
import type { PictureSize } from "../../../core/picture-size.ts";
import { CELL_PX } from "../../../core/tiles/blend-tiles.ts";
import type { LookDeps } from "../../../core/tiles/look-at-tiles.ts";
import { valuesOf } from "../tensors.ts";
import { type NetworkContract, openCpuSession } from "./cpu-session.ts";

const FEATURES = 64;
const DESCRIBED = {
  name: "features",
  type: "float32",
  shape: [undefined, FEATURES, undefined, undefined],
} as const;
const DESCRIBING: NetworkContract = {
  inputs: [{ name: "tiles", type: "uint8", shape: [undefined, undefined, undefined, 3] }],
  outputs: [DESCRIBED],
};
const DECIDING: NetworkContract = {
  inputs: [
    DESCRIBED,
    { name: "mean", type: "float32", shape: [FEATURES] },
    { name: "variance", type: "float32", shape: [FEATURES] },
  ],
  outputs: [{ name: "probability", type: "float32", shape: [undefined, undefined, undefined] }],
};

export interface TileGraphs {
  /** Of the graph that describes a tile. */
  readonly featuresPath: string;
  /** Of the graph that decides about it. */
  readonly decisionPath: string;
}

/**
 * The graphs that look at tiles, on the processor: `threads` of it. They are built by
 * `model/release/export_tiles.py`.
 *
 * @throws ModelError as `openCpuSession`.
 */
export async function openTileSessions(
  { featuresPath, decisionPath }: TileGraphs,
  threads: number,
): Promise<LookDeps> {
  const describing = await openCpuSession(featuresPath, threads, DESCRIBING);
  const deciding = await openCpuSession(decisionPath, threads, DECIDING);
  return { describe: describeBy(describing), decide: decideBy(deciding) };
}

function describeBy(session: InferenceSession): LookDeps["describe"] {
  return async (rgb, size) => {
    const tiles = new Tensor("uint8", rgb, [1, size.heightPx, size.widthPx, 3]);
    const { features } = await session.run({ tiles });
    const values = valuesOf(features, "float32", FEATURES * cellsOf(size));
    return { values: new Float32Array(values), count: FEATURES };
  };
}

function decideBy(session: InferenceSession): LookDeps["decide"] {
  return async ({ values }, { mean, variance }, size) => {
    const shape = [1, FEATURES, size.heightPx / CELL_PX, size.widthPx / CELL_PX];
    const { probability } = await session.run({
      features: new Tensor("float32", values, shape),
      mean: new Tensor("float32", mean, [FEATURES]),
      variance: new Tensor("float32", variance, [FEATURES]),
    });
    return new Float32Array(valuesOf(probability, "float32", cellsOf(size)));
  };
}

const cellsOf = ({ widthPx, heightPx }: PictureSize) => (widthPx / CELL_PX) * (heightPx / CELL_PX);

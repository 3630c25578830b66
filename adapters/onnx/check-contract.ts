import type { ModelManifest } from "../../core/contracts/model-manifest.ts";
import { ModelError } from "../model/model-error.ts";
import type { TensorDeclaration } from "./thread-messages.ts";

/** A tensor that a model must have. Where a dimension is undefined, it must be free. */
export interface TensorContract {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly (number | undefined)[];
}

/**
 * Compares what the .onnx file declares with the contract that the manifest stands for.
 *
 * @throws ModelError as `checkTensors`.
 */
export function checkContract(
  { name, inputSize: side }: ModelManifest,
  inputs: readonly TensorDeclaration[],
  outputs: readonly TensorDeclaration[],
): void {
  const image = { name: "image", type: "uint8", shape: [undefined, side, side, 3] };
  const probability = { name: "probability", type: "float32", shape: [undefined, 1, side, side] };
  const score = { name: "score", type: "float32", shape: [undefined] };
  checkTensors(name, inputs, [image]);
  checkTensors(name, outputs, [probability, score]);
}

/** @throws ModelError naming the tensor, its expected and its declared type and shape. */
export function checkTensors(
  model: string,
  declared: readonly TensorDeclaration[],
  contract: readonly TensorContract[],
): void {
  for (const { name, type, shape } of contract) {
    const found = declared.find((tensor) => tensor.name === name);
    if (found?.type === type && fits(found.shape, shape)) continue;
    const received =
      found === undefined
        ? declared.map((tensor) => tensor.name).join(", ")
        : `${found.type} ${show(found.shape)}`;
    throw new ModelError(
      `model ${model}: expected ${name} as ${type} ${show(shape)}, the .onnx file declares ` +
        `${received}. Export the model and its manifest together.`,
    );
  }
}

function fits(declared: TensorDeclaration["shape"], expected: TensorContract["shape"]): boolean {
  return (
    declared?.length === expected.length &&
    expected.every((size, axis) =>
      size === undefined ? typeof declared[axis] === "string" : declared[axis] === size,
    )
  );
}

function show(shape: readonly (number | string | undefined)[] = []): string {
  return `[${shape.map((size) => size ?? "N").join(", ")}]`;
}

import type { ModelManifest } from "../../core/contracts/model-manifest.ts";
import { ModelError } from "./model-error.ts";
import type { TensorDeclaration } from "./thread-messages.ts";

/** Dimensions of a tensor; undefined may be anything, and must be for the batch. */
type Shape = readonly (number | undefined)[];

/**
 * Compares what the .onnx file declares with the contract that the manifest stands for.
 *
 * @throws ModelError naming the tensor, its expected and its declared type and shape.
 */
export function checkContract(
  { name, inputSize: side }: ModelManifest,
  inputs: readonly TensorDeclaration[],
  outputs: readonly TensorDeclaration[],
): void {
  const check = (
    tensors: readonly TensorDeclaration[],
    wanted: string,
    type: string,
    shape: Shape,
  ) => {
    const found = tensors.find((tensor) => tensor.name === wanted);
    if (found?.type === type && fits(found.shape, shape)) return;
    throw new ModelError(
      `model ${name}: expected ${wanted} as ${type} ${show(shape)}, the .onnx file declares ` +
        `${found === undefined ? tensors.map((tensor) => tensor.name).join(", ") : `${found.type} ${show(found.shape)}`}. ` +
        "Export the model and its manifest together.",
    );
  };
  check(inputs, "image", "uint8", [undefined, side, side, 3]);
  check(outputs, "probability", "float32", [undefined, 1, side, side]);
  check(outputs, "score", "float32", [undefined]);
}

function fits(declared: TensorDeclaration["shape"], expected: Shape): boolean {
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

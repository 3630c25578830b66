import type { InferenceSession, Tensor } from "onnxruntime-node";
import type { TensorDeclaration } from "./thread-messages.ts";

/** What a model file says of its inputs or outputs. */
export function declared(
  session: InferenceSession,
  side: "input" | "output",
): readonly TensorDeclaration[] {
  return session[`${side}Metadata`].map((value) =>
    value.isTensor ? { ...value, shape: [...value.shape] } : { name: value.name },
  );
}

interface Arrays {
  readonly float32: Float32Array;
  readonly int16: Int16Array;
}
const ARRAYS: { readonly [Type in keyof Arrays]: new (length: number) => Arrays[Type] } = {
  float32: Float32Array,
  int16: Int16Array,
};

/**
 * In the tensor's own memory, which is onnxruntime's to reuse.
 *
 * @throws TypeError unless the tensor has `count` values of that type.
 */
export function valuesOf<Type extends keyof Arrays>(
  tensor: Tensor | undefined,
  type: Type,
  count: number,
): Arrays[Type] {
  const data = tensor?.data;
  if (data instanceof ARRAYS[type] && data.length === count) return data;
  const received = tensor === undefined ? "none" : `${tensor.type} [${tensor.dims.join(", ")}]`;
  throw new TypeError(`expected ${count} values of ${type}, received ${received}`);
}

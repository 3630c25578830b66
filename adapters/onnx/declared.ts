import type { InferenceSession } from "onnxruntime-node";
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

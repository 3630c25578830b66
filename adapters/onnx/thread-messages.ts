import { z } from "zod";

/** What the inference thread is started with. */
export const ThreadSettings = z.strictObject({
  modelPath: z.string(),
  provider: z.enum(["cpu", "cuda"]),
  threads: z.int().positive(),
});
export type ThreadSettings = z.infer<typeof ThreadSettings>;

/** One run of the network: each image S·S·3 bytes. */
export const InferenceRequest = z.strictObject({
  images: z.array(z.instanceof(Uint8Array)).min(1),
  inputSize: z.int().positive(),
});
export type InferenceRequest = z.infer<typeof InferenceRequest>;

/** An input or output as the model file declares it; a free dimension is a name. */
export const TensorDeclaration = z.object({
  name: z.string(),
  type: z.string().optional(),
  shape: z.array(z.union([z.number(), z.string()])).optional(),
});
export type TensorDeclaration = z.infer<typeof TensorDeclaration>;

/** One reply to the start and one to each request, in their order. */
export const ThreadReply = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("ready"),
    inputs: z.array(TensorDeclaration),
    outputs: z.array(TensorDeclaration),
  }),
  z.strictObject({
    kind: z.literal("detected"),
    probability: z.instanceof(Float32Array),
    score: z.instanceof(Float32Array),
  }),
  z.strictObject({ kind: z.literal("failed"), message: z.string() }),
]);
export type ThreadReply = z.infer<typeof ThreadReply>;

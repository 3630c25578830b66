import { z } from "zod";

/** What the thread of one picture is started with. */
export const HeifRequest = z.strictObject({
  bytes: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
  /** Of the decoder. */
  maxMemoryBytes: z.int().positive(),
});
export type HeifRequest = z.infer<typeof HeifRequest>;

/** `header`, then, once any message has answered it, `decoded`; or `refused` in place of either. */
export const HeifReply = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("header"),
    width: z.int().positive(),
    height: z.int().positive(),
  }),
  z.strictObject({ kind: z.literal("decoded"), png: z.instanceof(Uint8Array) }),
  z.strictObject({
    kind: z.literal("refused"),
    code: z.enum(["corrupt", "unsupported_format"]),
    found: z.string(),
  }),
]);
export type HeifReply = z.infer<typeof HeifReply>;

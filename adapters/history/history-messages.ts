import { z } from "zod";
import { ReasonCode } from "../../core/contracts/reasons.ts";

/** What the history thread is started with. */
export const HistorySettings = z.strictObject({
  /** Of the network that decides. */
  modelPath: z.string(),
  /** Of one run of that network. */
  threads: z.int().positive(),
});
export type HistorySettings = z.infer<typeof HistorySettings>;

/** One file. Its buffer is transferred. */
export const HistoryRequest = z.strictObject({ bytes: z.instanceof(Uint8Array) });
export type HistoryRequest = z.infer<typeof HistoryRequest>;

const PlacedMap = z.strictObject({
  width: z.int().positive(),
  height: z.int().positive(),
  values: z.custom<Float32Array>((value) => value instanceof Float32Array),
  leftPx: z.number(),
  topPx: z.number(),
  cellWidthPx: z.number().positive(),
  cellHeightPx: z.number().positive(),
});

const Examination = z.strictObject({ map: PlacedMap, confidence: PlacedMap, score: z.number() });

/** One reply to the start and one to each request, in their order. */
export const HistoryReply = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("ready") }),
  /** Nothing of a picture that is too small. */
  z.strictObject({ kind: z.literal("examined"), examination: Examination.exactOptional() }),
  /** A ScanError, which is about the file. */
  z.strictObject({ kind: z.literal("refused"), code: ReasonCode, message: z.string() }),
  z.strictObject({ kind: z.literal("failed"), message: z.string() }),
]);
export type HistoryReply = z.infer<typeof HistoryReply>;

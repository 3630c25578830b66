import { z } from "zod";
import { ReasonCode, Sayings } from "../../core/contracts/reasons.ts";

/** One file. Its buffer is transferred. */
export const FileRequest = z.strictObject({ bytes: z.instanceof(Uint8Array) });
export type FileRequest = z.infer<typeof FileRequest>;

const READY = z.strictObject({ kind: z.literal("ready") });
/** A ScanError, which is about the file. */
const REFUSED = z.strictObject({
  kind: z.literal("refused"),
  code: ReasonCode,
  says: Sayings,
});
const FAILED = z.strictObject({ kind: z.literal("failed"), message: z.string() });

interface Examined<Examination> {
  readonly kind: "examined";
  readonly examination: Examination;
}
type Untold = z.infer<typeof READY> | z.infer<typeof FAILED>;

/** What a file is answered with. */
export type FileAnswer<Examination> = Examined<Examination> | z.infer<typeof REFUSED>;

/** One reply to the start and one to each request, in their order. */
export type FileReply<Examination> = FileAnswer<Examination> | Untold;

/** The schema of a thread's replies. */
export function fileReplyOf<Examination>(
  examination: z.ZodType<Examination>,
): z.ZodType<FileReply<Examination>> {
  const examined = z.strictObject({ kind: z.literal("examined"), examination });
  return z.discriminatedUnion("kind", [READY, examined, REFUSED, FAILED]);
}

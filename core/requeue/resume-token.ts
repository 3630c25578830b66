import { z } from "zod";
import { MessageError } from "../contracts/reasons.ts";

const ResumeToken = z.strictObject({
  version: z.literal(1),
  /** What was being read. */
  source: z.string().min(1),
  /** Everything up to here is done. */
  after: z.string().min(1),
});

/** Where a run stopped, as one word for a command line. */
export function encodeResumeToken(source: string, after: string): string {
  const token = { version: 1, source, after } satisfies z.infer<typeof ResumeToken>;
  return Buffer.from(JSON.stringify(token)).toString("base64url");
}

/**
 * @returns the place to go on behind.
 * @throws MessageError for a word that is no token, or the token of another source.
 */
export function parseResumeToken(word: string, source: string): string {
  const parsed = ResumeToken.safeParse(jsonIn(word));
  if (parsed.success && parsed.data.source === source) return parsed.data.after;
  const received = parsed.success ? `the token of ${parsed.data.source}` : JSON.stringify(word);
  throw new MessageError({ expected: `a resume token of ${source}`, received });
}

function jsonIn(word: string): unknown {
  try {
    return JSON.parse(Buffer.from(word, "base64url").toString());
  } catch {
    return undefined;
  }
}

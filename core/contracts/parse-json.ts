import type { z } from "zod";
import { MessageError } from "./reasons.ts";

const EXCERPT_CHARACTERS = 200;

/** The start of a foreign text, short enough for a log line or a reason. */
export function excerpt(text: string): string {
  const start = text.slice(0, EXCERPT_CHARACTERS);
  return (
    JSON.stringify(start) + (text.length > start.length ? `… (${text.length} characters)` : "")
  );
}

/** What is wrong with a foreign text, as the second half of "Expected …, received …". */
export function receivedBy(error: z.ZodError, text: string): string {
  const issues = error.issues
    .slice(0, 3)
    .map(({ path, message }) => `${path.join(".") || "."}: ${message}`);
  return `${excerpt(text)} with ${issues.join("; ")}`;
}

/** @throws MessageError naming `expected` when `text` is not JSON. */
export function parseJson(text: string, expected: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new MessageError({ expected: `${expected} as JSON`, received: excerpt(text) }, { cause });
  }
}

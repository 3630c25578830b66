import { scanError } from "../../core/contracts/reasons.ts";

/**
 * Runs a step of a decoder that has accepted the file's first bytes: what it throws from then on is
 * about those bytes.
 */
export async function asCorrupt<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    const text = cause instanceof Error ? cause.message : String(cause);
    throw scanError("corrupt", { found: complaint(text) }, { cause });
  }
}

/** libvips complains in lines, often the same one again, and notes where it failed to seek before. */
function complaint(text: string): string {
  return text.split("\n").find((line) => !line.startsWith("source: ")) ?? text;
}

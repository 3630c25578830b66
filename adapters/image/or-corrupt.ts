import { scanError } from "../../core/contracts/errors.ts";

/**
 * Runs a step of a decoder that has accepted the file's first bytes: what it throws from then on is
 * about those bytes. libvips complains in several lines, and the first says it all.
 */
export async function orCorrupt<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    const [found = ""] = String(cause instanceof Error ? cause.message : cause).split("\n");
    throw scanError("corrupt", { found }, { cause });
  }
}

import type { Readable } from "node:stream";
import { scanError } from "../../../core/contracts/reasons.ts";

/** @throws ScanError `too_large` as soon as more than `limitBytes` have come: a length may lie. */
export async function readAtMost(body: Readable, limitBytes: number): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  // Leaving the loop by an error destroys the stream, and with it the connection.
  for await (const chunk of body) {
    const bytes = Buffer.from(chunk);
    sizeBytes += bytes.length;
    if (sizeBytes > limitBytes) throw scanError("too_large", { sizeBytes, limitBytes });
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

import { Readable } from "node:stream";
import type { GetObjectCommandOutput } from "@aws-sdk/client-s3";
import { scanError } from "../../../core/contracts/reasons.ts";

/** What S3 answered with, as a stream. */
export function bodyOf({ Body: body }: Pick<GetObjectCommandOutput, "Body">): Readable {
  if (!(body instanceof Readable)) throw new TypeError("expected S3 to answer with a stream");
  return body;
}

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

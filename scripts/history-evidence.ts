import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { readLuma } from "../adapters/image/read-luma.ts";
import { makeSharpCodec } from "../adapters/image/sharp-codec.ts";
import { evidenceOf } from "../core/history/evidence.ts";
import { FIGURES, PLANES } from "../core/history/planes.ts";
import { makeZeroCounter } from "../core/history/zeros/zero-map.ts";

// Evidence of the JPEG history of pictures, for training: file names on stdin, one a line; for each
// one record on stdout. A record is the length of its header (uint32), the header (JSON in UTF-8),
// then planes and figures (float32) unless the header has an error; all little-endian.

makeSharpCodec();
const countZeros = makeZeroCounter();
for await (const file of createInterface({ input: process.stdin })) {
  if (file !== "") await write(await recordOf(file));
}

async function recordOf(file: string): Promise<readonly Uint8Array[]> {
  try {
    const startMs = performance.now();
    const { luma, lastTable } = await readLuma(await readFile(file));
    const evidence = evidenceOf(luma, lastTable, countZeros);
    if (evidence === undefined) return [headerOf({ file, error: "too small" })];
    const { planes, figures, ...place } = evidence;
    const seconds = (performance.now() - startMs) / 1000;
    const scale = evidence.storedWidth / evidence.width;
    const counts = { planes: PLANES.length, figures: FIGURES.length };
    return [
      headerOf({ file, ...place, scale, ...counts, seconds }),
      bytesOf(planes),
      bytesOf(figures),
    ];
  } catch (error) {
    return [headerOf({ file, error: error instanceof Error ? error.message : String(error) })];
  }
}

function headerOf(header: object): Uint8Array {
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  return Buffer.concat([length, text]);
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

async function write(record: readonly Uint8Array[]): Promise<void> {
  for (const part of record) {
    if (!process.stdout.write(part)) await once(process.stdout, "drain");
  }
}

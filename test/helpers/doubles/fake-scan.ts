import { randomFillSync } from "node:crypto";
import type { ImageFacts } from "../../../core/contracts/image-facts.ts";
import type { GrayRows, ImageCodec } from "../../../core/ports.ts";
import { DEFAULT_LIMITS } from "../../../core/scan/limits.ts";
import type { ScanImageDeps } from "../../../core/scan/scan-image.ts";
import type { ProbabilityMap } from "../../../core/witness-ports.ts";
import { IMAGE, MODEL } from "../builders.ts";

/** A square map of one probability. */
export function uniformMap(side: number, p: number): ProbabilityMap {
  return { width: side, height: side, values: new Float32Array(side * side).fill(p) };
}

/** A map that no PNG encoder makes smaller. */
export function incompressibleMap(side: number): ProbabilityMap {
  const bytes = randomFillSync(new Uint8Array(side * side));
  return { width: side, height: side, values: Float32Array.from(bytes, (byte) => byte / 255) };
}

/** Bytes stand for a PNG: an encoder that never compresses is the worst case for a message's size. */
async function* storedGray({ rows }: GrayRows): AsyncGenerator<Uint8Array> {
  for (const row of rows) yield row.slice();
}

/** Everything a scan needs, with a clock that moves 5 ms each time it is read. */
export function fakeScan(
  map: ProbabilityMap = uniformMap(8, 0.75),
  facts: ImageFacts = IMAGE,
): ScanImageDeps & { readonly codec: ImageCodec } {
  let nowMs = 0;
  return {
    reader: {
      head: async () => ({ sizeBytes: 3, eTag: "9336" }),
      get: async () => ({ bytes: Uint8Array.of(1, 2, 3), sizeBytes: 3, eTag: "9336" }),
    },
    codec: {
      open: async (bytes, accept) => {
        accept(facts);
        return { bytes, facts };
      },
      decode: async (_, size) => new Uint8Array(size * size * 3),
      encodeGray: storedGray,
      decodeGray: async () => ({ width: 1, height: 1, values: new Uint8Array(1) }),
    },
    detector: { model: MODEL, inputSize: 8, detect: async () => ({ map, score: 0.75 }) },
    clock: { now: () => new Date("2026-01-02T03:04:06Z"), monotonicMs: () => (nowMs += 5) },
    limits: DEFAULT_LIMITS,
    kernel: "lanczos3",
    threshold: { value: 0.5, decidedBy: "score" },
  };
}

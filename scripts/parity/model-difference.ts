import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { z } from "zod";
import { makeOnnxDetector } from "../../adapters/onnx/onnx-detector.ts";

/** What torch said, written by model/release/parity.py: a map is the means over squares of it. */
const ParitySet = z.strictObject({
  image: z.tuple([z.int(), z.int(), z.int(), z.literal(3)]),
  map: z.tuple([z.int(), z.int(), z.int()]),
  score: z.array(z.number()),
});

export interface ModelComparison {
  readonly images: number;
  /** Largest |torch − onnxruntime-node| over every square of a map and every score. */
  readonly maxDifference: number;
  /** Wall time of the slowest image, without loading. */
  readonly slowestMs: number;
}

/**
 * Runs a model directory on the pictures in its `parity` folder and compares with torch's answers.
 *
 * @throws ModelError when the model cannot be loaded, ZodError or ENOENT without a parity set.
 */
export async function compareModel(directory: string): Promise<ModelComparison> {
  const parity = join(directory, "parity");
  const shapes = ParitySet.parse(JSON.parse(await readFile(join(parity, "parity.json"), "utf8")));
  const [count, side] = shapes.image;
  const [, grid] = shapes.map;
  const bytes = side * side * 3;
  const images = await unpacked(join(parity, "image.bin.gz"));
  const maps = asFloats(await unpacked(join(parity, "map.bin.gz")));

  const detector = await makeOnnxDetector({ directory });
  let [maxDifference, slowestMs] = [0, 0];
  try {
    for (let index = 0; index < count; index++) {
      const started = performance.now();
      const found = await detector.detect(images.slice(index * bytes, (index + 1) * bytes));
      slowestMs = Math.max(slowestMs, performance.now() - started);
      maxDifference = Math.max(
        maxDifference,
        differenceOf(
          squareMeans(found.map.values, side, grid),
          maps.subarray(index * grid * grid, (index + 1) * grid * grid),
        ),
        differenceOf(Float64Array.of(found.score), shapes.score.slice(index, index + 1)),
      );
    }
  } finally {
    await detector.close();
  }
  return { images: count, maxDifference, slowestMs };
}

async function unpacked(path: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(gunzipSync(await readFile(path)));
}

/** The files are little-endian, as is every machine that onnxruntime-node runs on. */
function asFloats(bytes: Uint8Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
  return new Float32Array(bytes.buffer);
}

/** Row-major means of `grid` squares a side. */
function squareMeans(values: Float32Array, side: number, grid: number): Float64Array {
  const width = side / grid;
  const means = new Float64Array(grid * grid);
  for (const [index, value] of values.entries()) {
    const [row, column] = [Math.floor(index / side), index % side];
    const square = Math.floor(row / width) * grid + Math.floor(column / width);
    means[square] = (means[square] ?? 0) + value / width ** 2;
  }
  return means;
}

/** NaN on either side, or another length, counts as infinitely far. */
function differenceOf(found: Float64Array, expected: ArrayLike<number>): number {
  if (found.length !== expected.length) return Number.POSITIVE_INFINITY;
  let worst = 0;
  for (const [index, value] of found.entries()) {
    const difference = Math.abs(value - (expected[index] ?? Number.NaN));
    worst = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : Math.max(worst, difference);
  }
  return worst;
}

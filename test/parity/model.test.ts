import { readFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { z } from "zod";
import { makeOnnxDetector } from "../../adapters/onnx/onnx-detector.ts";

const DIRECTORY = "model/weights";
const TOLERANCE = 1e-4;

/** What torch said, written by model/release/parity.py: a map is the means over squares of it. */
const Parity = z.strictObject({
  image: z.tuple([z.int(), z.int(), z.int(), z.literal(3)]),
  map: z.tuple([z.int(), z.int(), z.int()]),
  score: z.array(z.number()),
});

const read = (name: string) => readFile(`${DIRECTORY}/parity/${name}`);
const unpacked = async (name: string) => new Uint8Array(gunzipSync(await read(name)));

/** Row-major means of `grid` squares a side. */
function squareMeans(values: Float32Array, side: number, grid: number): number[] {
  const width = side / grid;
  const means = new Array<number>(grid * grid).fill(0);
  for (const [index, value] of values.entries()) {
    const [row, column] = [Math.floor(index / side), index % side];
    const square = Math.floor(row / width) * grid + Math.floor(column / width);
    means[square] = (means[square] ?? 0) + value / width ** 2;
  }
  return means;
}

/** NaN on either side, or another length, counts as infinitely far. */
function differenceOf(found: readonly number[], expected: ArrayLike<number>): number {
  if (found.length !== expected.length) return Number.POSITIVE_INFINITY;
  const worst = Math.max(...found.map((value, i) => Math.abs(value - (expected[i] ?? Number.NaN))));
  return Number.isNaN(worst) ? Number.POSITIVE_INFINITY : worst;
}

it("onnxruntime-node says what torch said about the shipped model's eight fixed pictures", async () => {
  const about = Parity.parse(JSON.parse(String(await read("parity.json"))));
  const [count, side] = about.image;
  const [, grid] = about.map;
  const images = await unpacked("image.bin.gz");
  // Little-endian, as is every machine that onnxruntime-node runs on.
  const maps = new Float32Array((await unpacked("map.bin.gz")).buffer);
  expect([count, maps.length]).toEqual([8, 8 * grid * grid]);

  const detector = await makeOnnxDetector({ directory: DIRECTORY });
  try {
    for (let index = 0; index < count; index++) {
      const bytes = side * side * 3;
      const { map, score } = await detector.detect(
        images.slice(index * bytes, (index + 1) * bytes),
      );
      const means = squareMeans(map.values, side, grid);
      const expected = maps.subarray(index * grid * grid, (index + 1) * grid * grid);
      expect(differenceOf(means, expected)).toBeLessThanOrEqual(TOLERANCE);
      expect(differenceOf([score], [about.score[index] ?? Number.NaN])).toBeLessThanOrEqual(
        TOLERANCE,
      );
    }
  } finally {
    await detector.close();
  }
});

import fc from "fast-check";
import { expect, it } from "vitest";
import type { GrayImage } from "../../../../core/ports.ts";
import { byteOf, halve, maskRows, quantize } from "../../../../core/scan/probability-map.ts";
import { restoreRows, restoreRowsAbove } from "../../../../core/scan/restore.ts";

const side = fc.integer({ min: 1, max: 12 });
const image = fc.tuple(side, side).chain(([width, height]) => {
  const values = fc.uint8Array({ minLength: width * height, maxLength: width * height });
  return values.map((bytes): GrayImage => ({ width, height, values: bytes }));
});

/** The definition, pixel by pixel, in double precision. */
function bilinear(
  { width, height, values }: GrayImage,
  x: number,
  y: number,
  to: [number, number],
) {
  const at = (i: number, from: number, n: number) =>
    Math.min(Math.max(((i + 0.5) * from) / n - 0.5, 0), from - 1);
  const [u, v] = [at(x, width, to[0]), at(y, height, to[1])];
  let sum = 0;
  for (const row of new Set([Math.floor(v), Math.ceil(v)])) {
    for (const column of new Set([Math.floor(u), Math.ceil(u)])) {
      const weight = (1 - Math.abs(v - row)) * (1 - Math.abs(u - column));
      sum += weight * (values[row * width + column] ?? Number.NaN);
    }
  }
  return sum;
}

it("is bilinear with half-pixel centres at every size, larger and smaller", () => {
  fc.assert(
    fc.property(
      image,
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 40 }),
      (map, width, height) => {
        const rows = Array.from(restoreRows(map, width, height), (row) => [...row]);
        expect(rows.map((row) => row.length)).toEqual(Array(height).fill(width));
        for (const [y, row] of rows.entries()) {
          for (const [x, level] of row.entries()) {
            expect(level).toBeCloseTo(bilinear(map, x, y, [width, height]), 3);
          }
        }
      },
    ),
  );
});

it("leaves out only rows in which nothing lies above the level, and changes none of the others", () => {
  const size = fc.integer({ min: 1, max: 40 });
  fc.assert(
    fc.property(image, size, size, fc.integer({ min: 0, max: 255 }), (map, width, height, n) => {
      const level = n + 0.5;
      const all = Array.from(restoreRows(map, width, height), (row) => [...row]);
      const rows = restoreRowsAbove(map, width, height, level);
      const above = Array.from(rows, (row) => row && [...row]);
      expect(above.length).toBe(height);
      for (const [y, row] of above.entries()) {
        if (row !== undefined) expect(row).toEqual(all[y]);
        else expect(Math.max(...(all[y] ?? []))).toBeLessThanOrEqual(level);
      }
      const isDark = map.values.every((value) => value <= level);
      if (isDark) expect(above).toEqual(Array(height).fill(undefined));
    }),
  );
});

it("leaves a map of the same size as it is", () => {
  fc.assert(
    fc.property(image, (map) => {
      const rows = Array.from(maskRows(map, map.width, map.height), (row) => [...row]);
      expect(rows.flat()).toEqual([...map.values]);
    }),
  );
});

it("stores value ≥ 128 exactly where p > 0.5, for every float around one half", () => {
  const half = fc.float({ min: Math.fround(0.49), max: Math.fround(0.51), noNaN: true });
  const any = fc.float({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.oneof(half, any, fc.constantFrom(0, 0.5, 1)), (p) => {
      const values = Float32Array.of(p);
      const [byte = Number.NaN] = quantize({ width: 1, height: 1, values }).values;
      expect(byte >= 128).toBe(p > 0.5);
      expect(Math.abs(byte - 255 * p)).toBeLessThanOrEqual(0.5 + 1e-9);
    }),
  );
  expect([0, 127.5, 127.6, 255].map(byteOf)).toEqual([0, 127, 128, 255]);
});

it("halves a side to the mean of two by two, down to one pixel", () => {
  const map = { width: 4, height: 2, values: Uint8Array.of(0, 20, 200, 200, 40, 60, 200, 204) };
  expect(halve(map)).toEqual({ width: 2, height: 1, values: Uint8Array.of(30, 201) });
  expect(halve(halve(halve(map)))).toMatchObject({ width: 1, height: 1 });
});

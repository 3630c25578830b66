import fc from "fast-check";
import { expect, it } from "vitest";
import { MAX_REGIONS } from "../../../../core/contracts/findings/findings.ts";
import { findRegions } from "../../../../core/scan/regions.ts";

const grid = fc
  .tuple(fc.integer({ min: 1, max: 14 }), fc.integer({ min: 1, max: 14 }))
  .chain(([width, height]) => {
    const level = fc.constantFrom(0, 127.5, 128, 200, 255);
    const row = fc.array(level, { minLength: width, maxLength: width });
    return fc.array(row, { minLength: height, maxLength: height });
  });
const rowsOf = (levels: readonly number[][]) => levels.map((row) => Float32Array.from(row));

/** Flood fill over the eight neighbours. */
function floodFill(levels: readonly number[][]) {
  const seen = levels.map((row) => row.map((level) => level <= 127.5));
  const regions: {
    x: number;
    y: number;
    width: number;
    height: number;
    areaPixels: number;
    score: number;
  }[] = [];
  const fill = (startX: number, startY: number) => {
    const pixels: [number, number][] = [];
    const queue: [number, number][] = [[startX, startY]];
    for (let next = queue.pop(); next; next = queue.pop()) {
      const [x, y] = next;
      if (seen[y]?.[x] !== false) continue;
      seen[y][x] = true;
      pixels.push(next);
      for (const dy of [-1, 0, 1]) for (const dx of [-1, 0, 1]) queue.push([x + dx, y + dy]);
    }
    return pixels;
  };
  for (const [y, row] of levels.entries()) {
    for (const x of row.keys()) {
      const pixels = fill(x, y);
      if (pixels.length === 0) continue;
      const [xs, ys] = [pixels.map(([px]) => px), pixels.map(([, py]) => py)];
      const [left, top] = [Math.min(...xs), Math.min(...ys)];
      const size = { width: Math.max(...xs) - left + 1, height: Math.max(...ys) - top + 1 };
      const score = Math.max(...pixels.map(([px, py]) => levels[py]?.[px] ?? 0)) / 255;
      regions.push({ x: left, y: top, ...size, areaPixels: pixels.length, score });
    }
  }
  return regions.sort((a, b) => b.areaPixels - a.areaPixels || a.y - b.y || a.x - b.x);
}

it("finds what a flood fill finds", () => {
  fc.assert(
    fc.property(grid, (levels) => {
      const { regions, manipulatedPixels } = findRegions(rowsOf(levels));
      const expected = floodFill(levels);
      const order = (a: object, b: object) => JSON.stringify(a).localeCompare(JSON.stringify(b));
      expect([...regions].sort(order)).toEqual([...expected].sort(order));
      expect(regions.map((r) => r.areaPixels)).toEqual(expected.map((r) => r.areaPixels));
      expect(manipulatedPixels).toBe(expected.reduce((sum, r) => sum + r.areaPixels, 0));
    }),
    { numRuns: 1000 },
  );
});

it("joins the arms of a U, and what touches at a corner", () => {
  const [on, off] = [255, 0];
  const levels = [
    [on, off, on, off, off],
    [on, off, on, off, off],
    [on, on, on, off, off],
    [off, off, off, on, off],
  ];
  const region = { x: 0, y: 0, width: 4, height: 4, areaPixels: 8, score: 1 };
  expect(findRegions(rowsOf(levels)).regions).toEqual([region]);
});

it("keeps the largest when there are more than a verdict holds", () => {
  const width = 2 * (MAX_REGIONS + 20);
  const dots = Float32Array.from({ length: width }, (_, x) => (x % 2 ? 0 : 255));
  const tail = Float32Array.from({ length: width }, (_, x) => (x === width - 2 ? 255 : 0));
  const { regions, manipulatedPixels } = findRegions([dots, tail]);
  expect(regions).toHaveLength(MAX_REGIONS);
  expect(regions[0]).toMatchObject({ x: width - 2, areaPixels: 2 });
  expect(manipulatedPixels).toBe(MAX_REGIONS + 21);
});

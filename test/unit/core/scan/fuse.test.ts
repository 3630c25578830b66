import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Witnesses } from "../../../../core/contracts/witnesses.ts";
import { fuse } from "../../../../core/scan/fuse.ts";
import type {
  HistoryExamination,
  PlacedMap,
  ProbabilityMap,
} from "../../../../core/witness-ports.ts";
import { networkSaying } from "../../../helpers/builders.ts";
import { examinationOf, placedMap } from "../../../helpers/history-map.ts";

const NOBODY = statesOf("nothing", "nothing");

function statesOf(
  network: Witnesses["network"]["state"],
  history: Witnesses["network"]["state"],
): Witnesses {
  return {
    network: networkSaying(network, 0.5),
    history: { state: history, score: 0.5, threshold: 0.5 },
  };
}

const mapOf = (width: number, values: readonly number[]): ProbabilityMap => ({
  width,
  height: values.length / width,
  values: Float32Array.from(values),
});
const silent = (side: number) => mapOf(side, Array(side * side).fill(0));

/** What history says alone, at each point of the grid. */
function historyAlone(map: PlacedMap, side: number, image: { width: number; height: number }) {
  const maps = { network: silent(side), history: examinationOf(map, 0), copies: [] };
  return fuse(maps, image, NOBODY, 0);
}

/** The same by the words of the port: nearest cells, weighed by the distance of their centres. */
function slowSample(map: PlacedMap, xPx: number, yPx: number): number {
  const axis = (px: number, startPx: number, cellPx: number, count: number) => {
    const first = startPx + cellPx / 2;
    const last = startPx + (count - 0.5) * cellPx;
    const at = (Math.min(Math.max(px, first), last) - first) / cellPx;
    const before = Math.min(Math.floor(at), count - 1);
    return { before, after: Math.min(before + 1, count - 1), weight: at - before };
  };
  const x = axis(xPx, map.leftPx, map.cellWidthPx, map.width);
  const y = axis(yPx, map.topPx, map.cellHeightPx, map.height);
  const cell = (column: number, row: number) => map.values[row * map.width + column] ?? Number.NaN;
  const line = (row: number) =>
    cell(x.before, row) * (1 - x.weight) + cell(x.after, row) * x.weight;
  return line(y.before) * (1 - y.weight) + line(y.after) * y.weight;
}

describe("the place of history's cells", () => {
  it("is that of the grid where both cover the image alike", () => {
    const values = [0, 0.25, 0.5, 0.75];
    const fused = historyAlone(placedMap(2, values), 2, { width: 16, height: 16 });
    expect([...fused.values]).toEqual(values);
  });

  it("does not reach the border of 36 pixels: four cells, and half a cell of the last one's value", () => {
    // Centres of nine points: 2, 6, 10, … 34 pixels. Those of the cells: 4, 12, 20, 28.
    const fused = historyAlone(placedMap(4, [0, 0, 0, 1]), 9, { width: 36, height: 8 });
    const row = [...fused.values.subarray(0, 9)];
    expect(row).toEqual([0, 0, 0, 0, 0, 0.25, 0.75, 1, 1]);
  });

  it("begins where the grid of blocks does, not at the corner", () => {
    const cropped = placedMap(3, [1, 0, 0], { leftPx: 5 });
    const fused = historyAlone(cropped, 9, { width: 36, height: 8 });
    // Centres of the cells: 9, 17, 25.
    expect([...fused.values.subarray(0, 5)]).toEqual([1, 1, 0.875, 0.375, 0]);
  });

  it.each([
    [33, 47, 0, 0],
    [257, 65, 3, 7],
    [64, 1001, -4, 2],
  ])("is kept on an odd image of %d × %d", (width, height, leftPx, topPx) => {
    const columns = Math.floor((width - leftPx) / 8);
    const rows = Math.floor((height - topPx) / 8);
    const values = Array.from({ length: columns * rows }, (_, i) => ((i * 37) % 101) / 100);
    const map = placedMap(columns, values, { leftPx, topPx });
    const fused = historyAlone(map, 20, { width, height });
    expect(fused).toMatchObject({ width: Math.max(20, columns), height: Math.max(20, rows) });
    for (const [at, p] of fused.values.entries()) {
      const [x, y] = [at % fused.width, Math.floor(at / fused.width)];
      const xPx = ((x + 0.5) * width) / fused.width;
      const yPx = ((y + 0.5) * height) / fused.height;
      expect(p).toBeCloseTo(slowSample(map, xPx, yPx), 5);
    }
  });

  it("takes no more memory than the widest JPEG needs, however long a picture is", () => {
    const cells = 390_000;
    const map = placedMap(cells, Array(cells).fill(0.25));
    const fused = historyAlone(map, 16, { width: 3_125_000, height: 32 });
    expect(fused).toMatchObject({ width: 8192, height: 16 });
  });
});

describe("who is believed", () => {
  const image = { width: 16, height: 8 };
  const mapsOf = (seen: readonly number[], history: HistoryExamination) => ({
    network: mapOf(2, seen),
    history,
    copies: [],
  });

  it("is the one who says more, at each place", () => {
    const history = examinationOf(placedMap(2, [0.25, 0.75]), 0);
    const fused = fuse(mapsOf([0.5, 0.5], history), image, NOBODY, 2);
    expect([...fused.values]).toEqual([0.5, 0.75]);
  });

  it("is never a cell without enough evidence, above one half", () => {
    const history = examinationOf(placedMap(2, [0.875, 0.875]), 0, [0.5, 0.4375]);
    const fused = fuse(mapsOf([0, 0], history), image, NOBODY, 2);
    expect([...fused.values]).toEqual([0.875, 0.5]);
  });

  it("is less the one who found nothing, where the other one did", () => {
    const history = examinationOf(placedMap(2, [0.5, 0]), 0);
    const maps = mapsOf([0, 0.75], history);
    const shifted = (p: number, by: number) => 1 / (1 + Math.exp(by - Math.log(p / (1 - p))));
    const told = (states: Witnesses) => [...fuse(maps, image, states, 2).values];
    expect(told(NOBODY)).toEqual([0.5, 0.75]);
    expect(told(statesOf("found", "found"))).toEqual([0.5, 0.75]);
    expect(told(statesOf("nothing", "cannotTell"))).toEqual([0.5, 0.75]);
    for (const state of ["nothing", "cannotTell"] as const) {
      const [quiet, loud] = told(statesOf("found", state));
      expect([quiet, loud]).toEqual([expect.closeTo(shifted(0.5, 2), 6), 0.75]);
    }
    const [loud, quiet] = told(statesOf("nothing", "found"));
    expect([loud, quiet]).toEqual([0.5, expect.closeTo(shifted(0.75, 2), 6)]);
  });
});

describe("of any two maps", () => {
  const p = fc.float({ min: 0, max: 1, noNaN: true });
  const state = fc.constantFrom("found", "nothing", "cannotTell" as const);
  const side = fc.integer({ min: 1, max: 6 });
  const grid = fc.tuple(side, side).chain(([width, height]) =>
    fc.record({
      width: fc.constant(width),
      height: fc.constant(height),
      values: fc
        .array(p, { minLength: width * height, maxLength: width * height })
        .map((values) => Float32Array.from(values)),
    }),
  );
  const place = fc.record({
    leftPx: fc.integer({ min: -8, max: 40 }),
    topPx: fc.integer({ min: -8, max: 40 }),
    cellWidthPx: fc.constantFrom(4, 8, 10.5),
    cellHeightPx: fc.constantFrom(4, 8, 10.5),
  });
  const image = fc.record({
    width: fc.integer({ min: 32, max: 99 }),
    height: fc.integer({ min: 32, max: 99 }),
  });

  it("the fused one is a map, no higher than both and no lower than the one who found it", () => {
    fc.assert(
      fc.property(
        grid,
        grid,
        place,
        image,
        state,
        state,
        fc.nat(5),
        (seen, cells, at, size, ...rest) => {
          const [network, history, shift] = rest;
          const examination = examinationOf({ ...cells, ...at }, 0);
          const maps = { network: seen, history: examination, copies: [] };
          const fused = fuse(maps, size, statesOf(network, history), shift);
          expect(fused.width).toBe(Math.max(seen.width, cells.width));
          expect(fused.values).toHaveLength(fused.width * fused.height);
          const highest = Math.max(...seen.values, ...cells.values);
          expect(fused.values.every((one) => one >= 0 && one <= highest)).toBe(true);
          const found = network === "found" ? seen : cells;
          if (network !== "found" && history !== "found") return;
          expect(Math.min(...fused.values)).toBeGreaterThanOrEqual(Math.min(...found.values));
        },
      ),
    );
  });

  it("a flat map stays what it is, wherever its cells lie", () => {
    fc.assert(
      fc.property(p, place, image, (value, at, size) => {
        const map = placedMap(3, Array(9).fill(value), at);
        const { values } = historyAlone(map, 4, size);
        expect(values.every((one) => one === Math.fround(value))).toBe(true);
      }),
    );
  });
});

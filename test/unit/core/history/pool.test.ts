import { expect, it } from "vitest";
import type { Evidence } from "../../../../core/history/evidence.ts";
import { FIGURES, PLANES } from "../../../../core/history/planes.ts";
import { pool } from "../../../../core/history/pool.ts";

/** Cell i of plane p holds 1000·p + i. */
function evidence(rows: number, columns: number): Evidence {
  const cells = rows * columns;
  const planes = new Float32Array(PLANES.length * cells).map(
    (_, at) => 1000 * Math.floor(at / cells) + (at % cells),
  );
  const [width, height] = [8 * columns, 8 * rows];
  const place = { left: 0, top: 0, width, height, storedWidth: width, storedHeight: height };
  return { ...place, rows, columns, planes, figures: new Float32Array(FIGURES.length) };
}

it.each([
  [100_000, 1, 1],
  [100_001, 1, 2],
  [400, 1000, 2],
  [401, 1000, 4],
  [1300, 1300, 8],
  [3000, 3000, 8],
])("takes %i × %i cells in squares of %i a side", (rows, columns, side) => {
  const planes = new Float32Array(PLANES.length * rows * columns);
  const pooled = pool({ ...evidence(1, 1), rows, columns, planes });
  expect(pooled).toMatchObject({
    side,
    rows: Math.ceil(rows / side),
    columns: Math.ceil(columns / side),
  });
});

it("leaves a small picture as it is", () => {
  const small = evidence(3, 5);
  expect(pool(small).planes).toBe(small.planes);
});

it("takes means, at the edge over the cells that exist", () => {
  const [rows, columns] = [501, 203];
  const { planes, ...pooled } = pool(evidence(rows, columns));
  expect(pooled).toEqual({ side: 2, rows: 251, columns: 102 });
  const at = (plane: number, row: number, column: number) =>
    (planes[(plane * 251 + row) * 102 + column] ?? Number.NaN) - 1000 * plane;
  const cells = rows * columns;
  expect(at(0, 0, 0)).toBe((0 + 1 + columns + columns + 1) / 4);
  expect(at(0, 0, 101)).toBe((202 + columns + 202) / 2);
  expect(at(23, 250, 0)).toBe(500 * columns + 0.5);
  expect(at(23, 250, 101)).toBe(cells - 1);
});

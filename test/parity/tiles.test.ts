import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { z } from "zod";
import { makeSharpCodec } from "../../adapters/image/sharp-codec.ts";
import { readManifest } from "../../adapters/model/load-model.ts";
import { SHIPPED_MODEL_DIRECTORY } from "../../adapters/model/shipped-model.ts";
import { makeTilesWitness } from "../../adapters/tiles/tiles-witness.ts";
import { decide } from "../../core/scan/decide.ts";
import { tilingOf } from "../../core/tiles/tiling.ts";
import type { PlacedMap } from "../../core/witness-ports.ts";

/** What `model/release/tile_parity.py` wrote: torch, at float32, of pictures of the repository. */
const Told = z.array(
  z.strictObject({
    picture: z.string(),
    ...{ width: z.int(), height: z.int(), tiles: z.int(), rows: z.int(), columns: z.int() },
    ...{ score: z.number(), mean: z.number(), maximum: z.number() },
    grid: z.array(z.array(z.number()).length(16)).length(16),
  }),
);
const SIDE = 16;
/** Of a probability: convolutions add up in another order. */
const TOLERANCE = 1e-3;

const told = Told.parse(
  JSON.parse(await readFile(join(SHIPPED_MODEL_DIRECTORY, "parity", "tiles.json"), "utf8")),
);
const { tiles, resizeKernel: kernel } = await readManifest(SHIPPED_MODEL_DIRECTORY);
if (tiles === undefined) throw new Error("expected a model that looks at tiles");
const { sidePx, overlapPx, most, featuresFile, decisionFile } = tiles;
const rules = { sidePx, overlapPx, most };
const witness = await makeTilesWitness({
  featuresPath: join(SHIPPED_MODEL_DIRECTORY, featuresFile),
  decisionPath: join(SHIPPED_MODEL_DIRECTORY, decisionFile),
  ...{ threads: 2, kernel, rules, verify: async () => {}, onReplaced: () => {} },
});
afterAll(() => witness.close());

it.each(told)("the worker sees in $picture what torch saw", async (said) => {
  const bytes = await readFile(new URL(`../../${said.picture}`, import.meta.url));
  const codec = makeSharpCodec();
  const { facts } = await codec.open(bytes, () => {});
  const tiling = tilingOf({ widthPx: facts.width, heightPx: facts.height }, rules);
  expect(tiling.shown).toEqual({ widthPx: said.width, heightPx: said.height });

  const { map, count } = await witness.examine(bytes);
  expect([count, map.height, map.width]).toEqual([said.tiles, said.rows, said.columns]);
  for (const [row, means] of gridOf(map).entries()) {
    for (const [column, mean] of means.entries()) {
      expect(Math.abs(mean - (said.grid[row]?.[column] ?? 1))).toBeLessThan(TOLERANCE);
    }
  }
  expect(
    Math.abs(map.values.reduce((most, value) => Math.max(most, value)) - said.maximum),
  ).toBeLessThan(TOLERANCE);
  const quiet = { width: 1, height: 1, values: Float32Array.of(0) };
  const threshold = { value: 0.5, decidedBy: "robustScore" } as const;
  const { witnesses } = decide(
    { network: quiet, tiles: { map, count } },
    { threshold, tiles: { one: 0.5, more: 0.5 } },
  );
  expect(Math.abs((witnesses.network.views?.tiles?.score ?? 1) - said.score)).toBeLessThan(
    TOLERANCE,
  );
});

/** Means of 16 × 16 parts, which begin where a sixteenth begins, rounded down. */
function gridOf({ width, height, values }: PlacedMap): number[][] {
  const starts = (length: number) =>
    Array.from({ length: SIDE + 1 }, (_, part) => Math.floor((part * length) / SIDE));
  const [rows, columns] = [starts(height), starts(width)];
  return rows.slice(0, -1).map((top, row) =>
    columns.slice(0, -1).map((left, column) => {
      const lines = Array.from({ length: (rows[row + 1] ?? 0) - top }, (_, y) => {
        const from = (top + y) * width;
        return values.subarray(from + left, from + (columns[column + 1] ?? 0));
      });
      const cells = lines.flatMap((line) => [...line]);
      return cells.reduce((sum, value) => sum + value, 0) / cells.length;
    }),
  );
}

import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { ModelManifest } from "../../core/contracts/model-manifest.ts";
import { readFigures } from "../../scripts/card/card-figures.ts";
import { fillTables, tablesOf } from "../../scripts/card/fill-tables.ts";
import { BOOKS, tablesOfFigures, withFreshTables } from "../../scripts/model-card.ts";

const repository = fileURLToPath(new URL("../..", import.meta.url));
const read = (book: string) => readFile(`${repository}${book}`, "utf8");

it.each(BOOKS)(
  "%s has the committed figures; `npx tsx scripts/model-card.ts` writes them",
  async (book) => {
    expect(await read(book)).toBe(await withFreshTables(book));
  },
);

it("every table of figures is in a book", async () => {
  const shown = (await Promise.all(BOOKS.map(read))).flatMap(tablesOf);
  const made = Object.keys(tablesOfFigures(await readFigures(repository)));
  expect(made.filter((name) => !shown.includes(name))).toEqual([]);
});

it("the shares of authentic files add up to the one that was printed", async () => {
  const { sets, all } = (await readFigures(repository)).authentic;
  const sum = (of: (set: (typeof sets)[number]) => number) =>
    sets.reduce((total, set) => total + of(set), 0);
  expect(sum(({ count }) => count)).toBe(all.count);
  expect(sum(({ flagged }) => flagged) / all.count).toBeCloseTo(all.share.value, 3);
});

it("the mean over kinds is that of the kinds", async () => {
  const { kinds, mean } = (await readFigures(repository)).edits;
  const average = (of: (kind: (typeof kinds)[number]) => number) =>
    kinds.reduce((total, kind) => total + of(kind), 0) / kinds.length;
  expect([kinds.length, kinds.reduce((sum, { count }) => sum + count, 0)]).toEqual([
    mean.kinds,
    mean.count,
  ]);
  expect(average(({ f1 }) => f1.value)).toBeCloseTo(mean.f1, 2);
  expect(average(({ found }) => found)).toBeCloseTo(mean.found, 2);
});

it("a set that was searched for copies has as many pictures after each handling", async () => {
  const { edited, authentic } = (await readFigures(repository)).copies;
  const all = [...edited, ...authentic];
  const counts = new Set(all.map(({ set, count }) => `${set} ${count}`));
  expect(counts.size).toBe(new Set(all.map(({ set }) => set)).size);
});

it("fills a block, leaves the rest, and refuses one that it has no table for", () => {
  const card = "a\n<!-- table: x -->\nold\n<!-- /table -->\nb\n";
  expect(fillTables(card, { x: "new" })).toBe(card.replace("old", "new"));
  expect(() => fillTables(card, { y: "new" })).toThrow('no table "x"');
});

it("the card names the version and the levels that the manifest has", async () => {
  const { version, copies } = ModelManifest.parse(
    JSON.parse(await read("model/weights/manifest.json")),
  );
  const card = await read("docs/model-card.md");
  const { certain, hint } = copies?.acceptance.levels ?? {};
  expect(card).toContain(`# Model card: fasa-compact ${version}\n`);
  expect(card).toContain(`| ${certain}: \`certain\`; from ${hint} a \`hint\` |`);
});

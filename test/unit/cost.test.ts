import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { computeCost, costTable, idleCost, pipelineCost } from "../../lib/cost.ts";

const DOCUMENT = readFileSync("docs/cost.md", "utf8").split("\n");

it.each([
  ["1,000 uploads", costTable(pipelineCost(), 4)],
  ["1,000 scans", costTable(computeCost(), 4)],
  ["an idle month", costTable(idleCost(), 2)],
])("docs/cost.md has the arithmetic of %s as the prices make it", (_, rows) => {
  for (const row of rows) expect(DOCUMENT).toContain(row);
});

it("docs/cost.md adds up", () => {
  const sum = pipelineCost().reduce((total, { usd }) => total + usd, 0);
  expect(DOCUMENT).toContain(`| together | | ${sum.toFixed(4)} |`);
});

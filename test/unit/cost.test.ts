import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import {
  computeCost,
  costTable,
  flaggedCost,
  idleCost,
  keptCost,
  pipelineCost,
} from "../helpers/cost.ts";

const DOCUMENT = readFileSync("docs/cost.md", "utf8");

/** The rows of the tables, without their heads. */
const rows = DOCUMENT.split("\n").filter((line) => /^\| [^|]/.test(line) && !/^\| \|/.test(line));

it("docs/cost.md has the arithmetic as the prices make it, and no other figures in its tables", () => {
  const sum = pipelineCost().reduce((total, { usd }) => total + usd, 0);
  expect(rows).toEqual([
    ...costTable(pipelineCost(), 4),
    `| together | | ${sum.toFixed(4)} |`,
    ...costTable(flaggedCost(), 4),
    ...costTable(computeCost(), 4),
    ...costTable(idleCost(), 2),
    ...costTable(keptCost(), 2),
  ]);
});

it("says from how many images an hour of a GPU pays off, as the table makes it", () => {
  const [lambda, ecs] = computeCost().map(({ usd }) => usd);
  if (lambda === undefined || ecs === undefined) throw new TypeError("too few computes");
  // ecs: an hour at 20 images/s.
  const images = (20 * 3_600 * ecs) / lambda;
  expect(DOCUMENT).toContain(`${Math.round(images / 1_000)},000 images`);
});

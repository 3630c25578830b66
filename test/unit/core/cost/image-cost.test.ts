import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { backfillUsd, computeCost, pipelineCost } from "../../../../core/cost/image-cost.ts";
import { TASK_IMAGES_A_SECOND } from "../../../../core/cost/rates.ts";
import {
  costTable,
  flaggedCost,
  idleCosts,
  keptCost,
} from "../../../helpers/infra/deployed-costs.ts";

const DOCUMENT = readFileSync("docs/cost.md", "utf8");

/** The rows of the tables, without their heads. */
const rows = DOCUMENT.split("\n").filter((line) => /^\| [^|]/.test(line) && !/^\| \|/.test(line));

it("docs/cost.md has the arithmetic as the prices make it, and no other figures in its tables", () => {
  const sum = pipelineCost().reduce((total, { usd }) => total + usd, 0);
  expect(rows).toEqual([
    ...costTable(pipelineCost(), 4),
    `| together | | ${sum.toFixed(4)} |`,
    ...costTable(flaggedCost(), 4),
    ...costTable(Object.values(computeCost()), 4),
    ...costTable(idleCosts(), 2),
    ...costTable(keptCost(), 2),
  ]);
});

it("says from how many images an hour of a GPU pays off, as the table makes it", () => {
  const { lambdaCpu, ecsGpu } = computeCost();
  const images = (TASK_IMAGES_A_SECOND * 3_600 * ecsGpu.usd) / lambdaCpu.usd;
  expect(DOCUMENT).toContain(`${Math.round(images / 1_000)},000 images`);
});

it("a backfill costs what its uploads would, and a look at each object", () => {
  const usd = (objects: number, scans: number) => backfillUsd({ objects, scans }, "lambdaCpu");
  const upload = [...pipelineCost(), computeCost().lambdaCpu].reduce(
    (sum, one) => sum + one.usd,
    0,
  );
  // A thousandth of a LIST, and a strongly consistent read.
  expect(usd(1_000_000, 0)).toBeCloseTo(0.005 + 0.125, 6);
  // Each scan: a HEAD, a read, the upload's share.
  expect(usd(0, 1_000)).toBeCloseTo(0.0004 + 0.000125 + upload, 6);
});

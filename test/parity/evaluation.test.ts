import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { compareReports } from "../../scripts/parity/report-difference.ts";
import { LABELLED_SET_DIRECTORY, TINY_MODEL_DIRECTORY } from "../helpers/fixtures.ts";
import { runCli } from "../helpers/running/run-cli.ts";

/** Points of 100. Processors decode differently in the last bit: a pixel may cross the threshold. */
const BOUND = 0.2;

it("fasa evaluate says of a set what Python says", async () => {
  const args = ["evaluate", LABELLED_SET_DIRECTORY, "--model", TINY_MODEL_DIRECTORY, "--json"];
  const { code, stdout } = await runCli(args, ".");
  expect(code).toBe(0);
  const golden = await readFile(join(LABELLED_SET_DIRECTORY, "golden.json"), "utf8");
  const differences = compareReports(JSON.parse(stdout), JSON.parse(golden));
  expect(differences.length).toBeGreaterThan(25);
  expect(differences.filter(({ difference }) => !(difference <= BOUND))).toEqual([]);
});

it("reports that differ are found to differ", async () => {
  const golden = JSON.parse(await readFile(join(LABELLED_SET_DIRECTORY, "golden.json"), "utf8"));
  const other = structuredClone(golden);
  other.pixel.f1.value += 0.01;
  other.nativePixel.auc = null;
  other.authenticCount -= 1;
  const changed = compareReports(golden, other).filter(({ difference }) => difference > BOUND);
  expect(changed.map(({ name, difference }) => [name, Number(difference.toFixed(6))])).toEqual([
    ["authenticCount", 1],
    ["pixel.f1.value", 1],
    ["nativePixel.auc.value", Number.POSITIVE_INFINITY],
    ["nativePixel.auc.count", Number.POSITIVE_INFINITY],
  ]);
});

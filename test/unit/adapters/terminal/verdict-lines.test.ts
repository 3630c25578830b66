import { expect, it } from "vitest";
import { verdictLines, verdictTable } from "../../../../adapters/terminal/verdict-lines.ts";
import type { ScannedVerdict } from "../../../../core/contracts/verdict.ts";
import {
  scannedVerdictOf,
  unscannedVerdictOf,
} from "../../../../core/verdicts/result-to-verdict.ts";
import { jobFor, parkedResult, scannedResult } from "../../../helpers/builders.ts";

const BY_HISTORY = "by history: this region does not share the compression history of the rest;";

const byNetwork = scannedVerdictOf(scannedResult(jobFor({ key: "n.jpg" })), "masks");
const byHistory: ScannedVerdict = {
  ...scannedVerdictOf(scannedResult(jobFor({ key: "h.jpg" })), "masks"),
  ...{ score: 0.25, decidedBy: "history" },
  witnesses: {
    network: { state: "nothing", score: 0.25, threshold: 0.5 },
    history: { state: "found", score: 0.875, threshold: 0.6 },
  },
};
const { witnesses: _, decidedBy: __, ...bare } = byNetwork;
const old: ScannedVerdict = { ...bare, version: 1 };
const authentic: ScannedVerdict = {
  ...{ ...bare, label: "authentic", score: 0.125 },
  witnesses: {
    network: { state: "nothing", score: 0.125, threshold: 0.5 },
    history: { state: "cannotTell", threshold: 0.6 },
  },
};
const parked = unscannedVerdictOf(parkedResult(jobFor({ key: "p.jpg" })));
const print = (...verdicts: Parameters<typeof verdictTable>[0]) =>
  verdictTable(verdicts, (bucket) => bucket).split("\n");

it("says who decided, by which score", () => {
  const rows = print(byNetwork, byHistory, authentic, old);
  expect(rows[0]).toMatch(/^file +label +by +score +area +ms +mask/);
  expect(rows[1]).toMatch(/^n\.jpg +manipulated +network +0\.970 /);
  expect(rows[2]).toMatch(/^h\.jpg +manipulated +history +0\.875 /);
  expect(rows[3]).toMatch(/^n\.jpg +authentic +0\.125 /);
  expect(rows[4]).toMatch(/^n\.jpg +manipulated +0\.970 /);
});

it("says once in plain words what it means that history decided", () => {
  const rows = print(byHistory, parked, byHistory, byNetwork);
  expect(rows.filter((row) => row.startsWith(BY_HISTORY))).toHaveLength(1);
  expect(rows.at(-1)).toMatch(/added or changed after the picture was first saved$/);
  expect(verdictLines(byHistory, (bucket) => bucket)).toContain(`\n${BY_HISTORY}`);
  expect(print(byNetwork, authentic, old).join()).not.toContain("compression history");
});

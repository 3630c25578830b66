import stringWidth from "string-width";
import { describe, expect, it } from "vitest";
import {
  headRow,
  rowLayoutFor,
  totalsLine,
  verdictRow,
  verdictTable,
} from "../../../../adapters/terminal/verdict-lines.ts";
import type { ScannedVerdict } from "../../../../core/contracts/verdict.ts";
import {
  scannedVerdictOf,
  unscannedVerdictOf,
} from "../../../../core/verdicts/result-to-verdict.ts";
import {
  authentic,
  jobFor,
  networkSaying,
  parkedResult,
  scannedResult,
} from "../../../helpers/builders.ts";

const BY_HISTORY = "by history: a region does not share the compression history of the rest;";

const named = (key: string) => scannedVerdictOf(scannedResult(jobFor({ key })), "masks");
const byNetwork = named("n.jpg");
const byHistory: ScannedVerdict = {
  ...named("h.jpg"),
  ...{ score: 0.875, threshold: 0.6, decidedBy: "history" },
  witnesses: {
    network: networkSaying("nothing", 0.25),
    history: { state: "found", score: 0.875, threshold: 0.6 },
  },
};
const parked = unscannedVerdictOf(parkedResult(jobFor({ key: "p.jpg" })));
const print = (...verdicts: Parameters<typeof verdictTable>[0]) =>
  verdictTable(verdicts, undefined).split("\n");

describe("a table of verdicts", () => {
  it("says who decided, by which score and above which threshold", () => {
    const rows = print(byNetwork, byHistory, authentic(named("a.jpg")), parked);
    expect(rows[0]).toMatch(/^file +label +decided by +score +threshold +area$/);
    expect(rows[1]).toMatch(/^n\.jpg +manipulated +network +0\.970 +0\.500 +12\.5 %$/);
    expect(rows[2]).toMatch(/^h\.jpg +manipulated +history +0\.875 +0\.600 /);
    expect(rows[3]).toMatch(/^a\.jpg +authentic +network +0\.125 +0\.500$/);
    expect(rows[4]).toMatch(/^p\.jpg +failed +poison$/);
  });

  it("never writes a score like the threshold that it exceeds", () => {
    const close = { ...byNetwork, score: 0.978_83, threshold: 0.978_78 };
    expect(print(close)[1]).toMatch(/ 0\.97883 +0\.97878 /);
  });

  it("says once in plain words what it means that history decided", () => {
    const rows = print(byHistory, parked, byHistory, byNetwork);
    expect(rows.filter((row) => row.startsWith(BY_HISTORY))).toHaveLength(1);
    expect(rows.at(-2)).toMatch(/added or changed after the picture was first saved$/);
    expect(rows.at(-1)).toMatch(/^by network: a region looks unlike the rest; a neural network /);
    const nearest: ScannedVerdict = { ...authentic(named("a.jpg")), decidedBy: "history" };
    expect(print(byNetwork, nearest).join()).not.toContain("compression history");
  });

  it("is counted by label", () => {
    expect(totalsLine([byNetwork, parked, authentic(byNetwork), byHistory])).toBe(
      "2 manipulated, 1 authentic, 1 failed",
    );
  });
});

describe("rows of a terminal", () => {
  const names = [
    "a.jpg",
    `${"long folder/".repeat(20)}IMG_20240501_1.jpg`,
    `${"x".repeat(200)}.jpeg`,
    `folder/${"y".repeat(200)}.jpeg`,
    `${"写真/".repeat(40)}夏の思い出.png`,
    "\u001b[2J.jpg",
    "👨‍👩‍👧‍👦".repeat(30),
  ];

  it.each([80, 120])("fit into %i columns, one below the other", (columns) => {
    const layout = rowLayoutFor(names, columns);
    const rows = [headRow(layout), ...names.map((name) => verdictRow(named(name), layout))];
    for (const row of rows) expect(stringWidth(row)).toBeLessThanOrEqual(columns);
    const starts = rows.map((row) => row.search(/manipulated|label/));
    const before = rows.map((row, i) => stringWidth(row.slice(0, starts[i])));
    expect(new Set(before).size).toBe(1);
  });

  it("keep the file's own name, and of one that is too long start and ending", () => {
    const layout = rowLayoutFor(names, 80);
    const rowOf = (name = "") => verdictRow(named(name), layout);
    expect(rowOf(names[1])).toMatch(/^long f…\/IMG_20240501_1\.jpg +manipulated/);
    expect(rowOf(names[2])).toMatch(/^x+…x+\.jpeg +manipulated/);
    expect(rowOf("later/and longer than any before/IMG_1.jpg")).toMatch(/^later.*…\/IMG_1\.jpg /);
  });

  it("are as long as they are where nobody looks", () => {
    const layout = rowLayoutFor(["a.jpg"], undefined);
    expect(verdictRow(named(names[1] ?? ""), layout)).toContain(names[1]);
  });
});

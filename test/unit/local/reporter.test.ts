import { PassThrough } from "node:stream";
import stringWidth from "string-width";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { latestRow } from "../../../core/contracts/object-keys.ts";
import type { Verdict } from "../../../core/contracts/verdict.ts";
import { scannedVerdictOf, unscannedVerdictOf } from "../../../core/verdicts/result-to-verdict.ts";
import { AwaitedKeys } from "../../../local/bucket/awaited-keys.ts";
import { KnownVerdicts } from "../../../local/bucket/known-verdicts.ts";
import { Reporter } from "../../../local/reporter.ts";
import { authentic, jobFor, parkedResult, scannedResult } from "../../helpers/builders.ts";
import { MemoryVerdictStore } from "../../helpers/doubles/memory-verdict-store.ts";

const flagged = (key: string) => scannedVerdictOf(scannedResult(jobFor({ key })), "masks");
const unremarkable = (key: string) => authentic(flagged(key));
const failed = (key: string) => unscannedVerdictOf(parkedResult(jobFor({ key })));
const manyNamed = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, i) => `${prefix}${String(i).padStart(3, "0")}.jpg`);

let out: PassThrough & { isTTY: boolean; columns: number };
let reporter: Reporter;

beforeEach(() => {
  out = Object.assign(new PassThrough({ highWaterMark: 2 ** 20 }), { isTTY: true, columns: 80 });
  reporter = new Reporter(out, process.stderr);
});

const linesSaid = () => (out.read() ?? "").toString().split("\n");
const namesIn = (lines: readonly string[], label: string) =>
  lines.flatMap((line) => (line.includes(`  ${label}`) ? [line.split(" ")[0]] : []));

/** A system that knows of these verdicts. */
async function systemOf(...verdicts: readonly Verdict[]) {
  const store = new MemoryVerdictStore();
  for (const verdict of verdicts) await store.put(latestRow(verdict.object), verdict);
  return {
    ...{ url: "http://127.0.0.1:1", folders: { images: "/in", masks: "/home/masks" } },
    ...{ queued: 3, awaited: new AwaitedKeys() },
    verdicts: await KnownVerdicts.over(store, () => {}),
  };
}

describe("while it catches up", () => {
  it("shows what was flagged and what failed as it comes, below one heading", async () => {
    reporter.scanning(await systemOf());
    reporter.verdict(unremarkable("a.jpg"));
    reporter.verdict(flagged("b.jpg"));
    const [found, head, ...rows] = linesSaid();
    expect(found).toBe(
      "Found 3 new, changed or removed files. They come in at http://127.0.0.1:1, too.",
    );
    expect(head).toMatch(/^file +label +decided by +score +threshold +area$/);
    expect(rows).toEqual([
      expect.stringMatching(/^b\.jpg +manipulated/),
      expect.stringMatching(/^by network: /),
      "",
    ]);
    reporter.verdict(failed("c.jpg"));
    expect(linesSaid()).toEqual([
      expect.stringMatching(/^c\.jpg +failed +poison$/),
      expect.stringMatching(/^c\.jpg: Expected a scan that ends/),
      "",
    ]);
  });

  it("answers in one line that it is stopping, and shows nothing more", async () => {
    reporter.scanning(await systemOf());
    linesSaid();
    reporter.stopping();
    reporter.verdict(flagged("b.jpg"));
    expect(linesSaid()).toEqual([expect.stringMatching(/^Stopping: /), ""]);
  });
});

describe("of what is left out", () => {
  let warned: string[];
  beforeEach(() => {
    warned = [];
    const write = vi.spyOn(process.stderr, "write");
    write.mockImplementation((text) => warned.push(String(text)) > 0);
    onTestFinished(() => write.mockRestore());
  });
  const warnings = () => warned.splice(0).map((line) => line.trimEnd());
  const notes = { key: "notes.txt", why: "text", hidesFiles: false };
  const link = { key: "link.jpg", why: "a symbolic link", hidesFiles: true };

  it("counts what is no image, once, and says in words what may hide some", async () => {
    reporter.leftOut(notes);
    reporter.leftOut(link);
    expect(warnings()).toEqual(["Left out: link.jpg: a symbolic link"]);
    reporter.settled(await systemOf(), { isAll: false });
    expect(warnings()).toEqual(["Left out, as they are no images: 1 (notes.txt)"]);
    reporter.settled(await systemOf(), { isAll: false });
    expect(warnings()).toEqual([]);
  });

  it("tells of each that comes in later", async () => {
    reporter.settled(await systemOf(), { isAll: false });
    reporter.leftOut(notes);
    expect(warnings()).toEqual(["Left out: notes.txt: text"]);
  });
});

describe("when it has caught up", () => {
  it("has one row for each, never cuts what was flagged, and ends in totals", async () => {
    const keys = { bad: manyNamed("bad", 120), good: manyNamed("good", 130) };
    const verdicts = [...keys.bad.map(flagged), ...keys.good.map(unremarkable), failed("x.jpg")];
    const system = await systemOf(...verdicts);
    reporter.scanning(system);
    reporter.verdict(flagged("bad007.jpg"));
    expect(reporter.settled(system, { isAll: false })).toBe(false);
    const lines = linesSaid();
    const bad = namesIn(lines, "manipulated");
    expect(bad[0]).toBe("bad007.jpg");
    expect(bad.toSorted()).toEqual(keys.bad);
    expect(namesIn(lines, "authentic")).toEqual(keys.good.slice(0, 100));
    expect(lines.slice(-5)).toEqual([
      ...["… and 30 more authentic", "", "120 manipulated, 130 authentic, 1 failed"],
      ...["Masks    /home/masks/<file>.mask.png", ""],
    ]);
  });

  it("cuts nothing that is said once and for all", async () => {
    const keys = manyNamed("good", 130);
    const system = await systemOf(...keys.map(unremarkable));
    reporter.scanning(system);
    expect(reporter.settled(system, { isAll: true })).toBe(true);
    expect(namesIn(linesSaid(), "authentic")).toEqual(keys);
  });

  it("writes later rows below the columns of the table, and within the terminal", async () => {
    const system = await systemOf(unremarkable("a.jpg"));
    reporter.scanning(system);
    reporter.settled(system, { isAll: false });
    reporter.staysUp(system);
    const [, head = "", first = ""] = linesSaid();
    reporter.verdict(unremarkable(`${"deep/".repeat(30)}IMG_1.jpg`));
    const [later = ""] = linesSaid();
    expect(stringWidth(later)).toBeLessThanOrEqual(80);
    expect([first, later].map((row) => row.indexOf("authentic"))).toEqual(
      [head, head].map((row) => row.indexOf("label")),
    );
    expect(later).toMatch(/^deep.*…\/IMG_1\.jpg /);
  });

  it("shows again what another scan said differently", async () => {
    const system = await systemOf(flagged("a.jpg"));
    reporter.scanning(system);
    reporter.settled(system, { isAll: false });
    reporter.staysUp(system);
    linesSaid();
    reporter.verdict(flagged("a.jpg"));
    expect(linesSaid()).toEqual([""]);
    const again = scannedVerdictOf(scannedResult(jobFor({ key: "a.jpg" }, 1)), "masks");
    reporter.verdict(authentic(again));
    expect(namesIn(linesSaid(), "authentic")).toEqual(["a.jpg"]);
  });
});

import { describe, expect, it } from "vitest";
import { instantOf } from "../../../../core/contracts/instant.ts";
import { scanError } from "../../../../core/contracts/reasons.ts";
import { failureOf } from "../../../../core/contracts/scan-result.ts";
import type { Verdict } from "../../../../core/contracts/verdict.ts";
import type { ReportEntry } from "../../../../core/report/report-entry.ts";
import { inReportOrder } from "../../../../core/report/report-order.ts";
import { type ReportHead, reportPage } from "../../../../core/report/report-page.ts";
import {
  scannedVerdictOf,
  unscannedVerdictOf,
} from "../../../../core/verdicts/result-to-verdict.ts";
import { authentic, jobFor, scannedResult } from "../../../helpers/builders.ts";

const HOSTILE_KEY = `a/<img src=x onerror="alert('1')">&amp;.jpg`;
const HEAD = {
  subject: HOSTILE_KEY,
  madeAt: instantOf("2026-01-02T03:04:05.000Z"),
  scannerVersion: "1.2.3",
  ...{ voice: "file" as const, unreadable: [] },
};
const PICTURES = { found: { original: "T1JJRw==", overlay: "T1ZFUg==" } };

const flagged = (key: string) =>
  scannedVerdictOf(scannedResult(jobFor({ key })), "masks") satisfies Verdict;

function entry(verdict: Verdict, change: Partial<ReportEntry> = {}): ReportEntry {
  const [imageSha256, maskSha256] = [{ found: "11".repeat(32) }, { found: "22".repeat(32) }];
  return {
    verdict,
    name: verdict.object.key,
    pictures: PICTURES,
    imageSha256,
    maskSha256,
    ...change,
  };
}

const page = (...entries: ReportEntry[]) => pageOf(HEAD, entries);

async function pageOf(head: ReportHead, entries: readonly ReportEntry[]): Promise<string> {
  async function* all() {
    yield* entries;
  }
  let text = "";
  for await (const part of reportPage(head, all())) text += part;
  return text;
}

describe("a report", () => {
  it("holds pictures, regions, sentences, model and checksums of what was flagged", async () => {
    const text = await page(entry(flagged("a.jpg")));
    for (const expected of [
      'src="data:image/jpeg;base64,T1JJRw=="',
      'src="data:image/jpeg;base64,T1ZFUg=="',
      "<td>10, 20</td><td>240 × 160</td><td>38400</td><td>0.970</td>",
      "score 0.970, 0.470 above the threshold 0.500",
      "12.5 % of the picture is marked",
      "<figcaption>What was found: red where it is marked</figcaption>",
      "compact 1.0.0",
      "ab".repeat(32),
      "11".repeat(32),
      "22".repeat(32),
      "2026-01-02T03:04:05.000Z by FASA scanner 1.2.3",
      "Likely edited: a region looks unlike the rest. Found by network.",
      "1 file.",
      "A verdict is no proof",
    ]) {
      expect(text).toContain(expected);
    }
  });

  it("says first which verdicts are missing in it, and why", async () => {
    const unreadable = [{ name: "<b>.verdict.json", why: "it cannot be read (EACCES)." }];
    const text = await pageOf({ ...HEAD, unreadable }, [entry(flagged("a.jpg"))]);
    const at = text.indexOf("1 verdict that cannot be read");
    expect(at).toBeGreaterThan(0);
    expect(at).toBeLessThan(text.indexOf("1. a.jpg"));
    expect(text).toContain("&lt;b&gt;.verdict.json: it cannot be read (EACCES).");
    expect(await page()).not.toContain("cannot be read");
  });

  it("has the name that a reader knows, and speaks of objects where they are some", async () => {
    const named = entry(flagged("home/a.jpg"), { name: "/home/a.jpg" });
    const text = await pageOf({ ...HEAD, voice: "object" }, [named, named]);
    expect(text).toContain("<h2>1. /home/a.jpg</h2>");
    expect(text).toContain("2 objects.");
  });

  it("marks nothing in a picture in which nothing was found", async () => {
    const text = await page(entry(authentic(flagged("a.jpg"))));
    expect(text).toContain("T1JJRw==");
    expect(text).not.toContain("T1ZFUg==");
    expect(text).not.toContain("<table>");
    expect(text).toContain("which does not prove the picture authentic");
  });

  it("says why there is no scan, and why there is no picture", async () => {
    const error = scanError("corrupt", { found: "half a file" });
    const result = { ...scannedResult(), ...failureOf(error), timings: { totalMs: 1 } };
    const { map: _, findings: __, image: ___, ...unscanned } = result;
    const missing = { missing: "The file changed since." };
    const text = await page(
      entry(unscannedVerdictOf(unscanned)),
      entry(flagged("b.jpg"), { pictures: missing, imageSha256: missing }),
    );
    expect(text).toContain("half a file");
    expect(text).toContain("(corrupt)");
    expect(text.match(/The file changed since\./g)).toHaveLength(2);
  });

  it("shows hostile names as text", async () => {
    const text = await page(entry(flagged(HOSTILE_KEY)));
    expect(text).not.toContain("<img src=x");
    expect(text).toContain("&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;amp;.jpg");
  });

  it("asks nobody for anything", async () => {
    const text = await page(entry(flagged("a.jpg")));
    expect(text).toContain("default-src 'none'; img-src data:");
    expect(text).not.toMatch(/<script|https?:\/\/|url\(/);
  });
});

it("puts first what needs a decision, and leaves out the rest where that is asked for", () => {
  const verdicts = [authentic(flagged("a")), flagged("c"), flagged("b")];
  const keys = (flag: boolean) =>
    inReportOrder(verdicts, { flagged: flag }).map((v) => v.object.key);
  expect(keys(false)).toEqual(["b", "c", "a"]);
  expect(keys(true)).toEqual(["b", "c"]);
});

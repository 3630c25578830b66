import fc from "fast-check";
import { expect, it } from "vitest";
import { listKnown, parseListQuery } from "../../../../core/api/verdict-list.ts";
import { listedAtOf } from "../../../../core/contracts/listing.ts";
import { latestRow } from "../../../../core/contracts/object-keys.ts";
import type { Verdict } from "../../../../core/contracts/verdict.ts";
import { scannedVerdictOf } from "../../../../core/verdicts/result-to-verdict.ts";
import { makeListVerdicts, spanOf } from "../../../../lambdas/query-verdict/list-verdicts.ts";
import { authentic, jobFor, scannedResult } from "../../../helpers/builders.ts";
import { MemoryVerdictStore } from "../../../helpers/doubles/memory-verdict-store.ts";

const NOW = new Date("2026-01-02T05:30:00.000Z");
const MINUTE_MS = 60_000;

function scanned(minutesAgo: number, key: string, bucket = "images"): Verdict {
  const verdict = scannedVerdictOf(scannedResult(jobFor({ key, bucket })), "masks");
  const scannedAt = new Date(NOW.getTime() - minutesAgo * MINUTE_MS).toISOString();
  return { ...(minutesAgo % 3 === 0 ? authentic(verdict) : verdict), scannedAt };
}

function list(verdicts: readonly Verdict[], search: string) {
  const known = verdicts
    .map((verdict) => ({ listedAt: listedAtOf(verdict), verdict }))
    .sort((a, b) => (a.listedAt < b.listedAt ? 1 : -1));
  const query = parseListQuery(new URLSearchParams(search));
  const { verdicts: page, ...rest } = listKnown(known, query, spanOf(query, NOW));
  return { keys: page.map(({ object }) => object.key), ...rest };
}

const SOME = [scanned(1, "a/1.jpg"), scanned(2, "b/2.jpg"), scanned(3, "a/3.jpg", "other")];

it("lists everything at once, and counts each heading", () => {
  const { keys, totals, cursor } = list(SOME, "label=all");
  expect(keys).toEqual(["a/1.jpg", "b/2.jpg", "a/3.jpg"]);
  expect(totals).toEqual({ manipulated: 2, authentic: 1, failed: 0, skipped: 0, deleted: 0 });
  expect(cursor).toBeUndefined();
});

it.each([
  ["prefix=a%2F", ["a/1.jpg", "a/3.jpg"]],
  ["bucket=other", ["a/3.jpg"]],
  ["bucket=images&prefix=a%2F", ["a/1.jpg"]],
  ["since=2026-01-02T05:28:00Z", ["a/1.jpg", "b/2.jpg"]],
  ["until=2026-01-02T05:29:00Z", ["b/2.jpg", "a/3.jpg"]],
])("keeps to %s, and counts no more than that", (search, expected) => {
  const { keys, totals } = list(SOME, `label=all&${search}`);
  expect(keys).toEqual(expected);
  expect(totals.manipulated + totals.authentic).toBe(expected.length);
});

it("counts the same on every page, whatever the label", () => {
  const first = list(SOME, "label=all&limit=2");
  const second = list(SOME, `label=all&limit=2&cursor=${encodeURIComponent(first.cursor ?? "")}`);
  expect([first.keys.length, second.keys.length]).toEqual([2, 1]);
  expect(second.totals).toEqual(first.totals);
  expect(list(SOME, "label=authentic").totals).toEqual(first.totals);
});

it("says what the index says, page by page, whatever is asked for", async () => {
  const ages = fc.uniqueArray(fc.integer({ min: 0, max: 600 }), { minLength: 1, maxLength: 30 });
  const label = fc.constantFrom("all", "manipulated", "authentic");
  const within = fc.constantFrom("", "&prefix=a", "&bucket=images", "&until=2026-01-02T04:00:00Z");
  await fc.assert(
    fc.asyncProperty(ages, label, within, fc.integer({ min: 1, max: 5 }), async (...asked) => {
      const [minutes, under, rest, limit] = asked;
      const verdicts = minutes.map((ago) => scanned(ago, `${ago % 2 ? "a" : "b"}${ago}.jpg`));
      const store = new MemoryVerdictStore();
      for (const verdict of verdicts) await store.put(latestRow(verdict.object), verdict);
      const clock = { now: () => NOW, monotonicMs: () => 0 };
      const listVerdicts = makeListVerdicts({ index: store, clock });
      const search = `label=${under}&limit=${limit}${rest}`;
      const inIndex: string[] = [];
      for (let cursor: string | undefined = ""; cursor !== undefined; ) {
        const more: string = cursor && `&cursor=${encodeURIComponent(cursor)}`;
        const query = parseListQuery(new URLSearchParams(search + more));
        const page = await listVerdicts(query);
        inIndex.push(...page.verdicts.map(({ object }) => object.key));
        cursor = page.cursor;
      }
      expect(inIndex).toEqual(list(verdicts, search.replace(/limit=\d+/, "limit=100")).keys);
    }),
    { numRuns: 30 },
  );
});

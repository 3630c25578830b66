import fc from "fast-check";
import { expect, it } from "vitest";
import { ListAnswer, parseListQuery } from "../../../core/api/verdict-list.ts";
import { latestRow } from "../../../core/contracts/object-keys.ts";
import type { ScannedVerdict } from "../../../core/contracts/verdict.ts";
import { scannedVerdictOf } from "../../../core/verdicts/result-to-verdict.ts";
import { makeListVerdicts } from "../../../lambdas/query-verdict/list-verdicts.ts";
import { authentic, jobFor, scannedResult } from "../../helpers/builders.ts";
import { MemoryVerdictStore } from "../../helpers/doubles/memory-verdict-store.ts";

const NOW = new Date("2026-01-02T05:30:00.000Z");
const clock = { now: () => NOW, monotonicMs: () => 0 };
const MINUTE_MS = 60_000;

/** A flagged image that was scanned so many minutes ago. */
function flagged(minutesAgo: number, key = `${minutesAgo}.jpg`): ScannedVerdict {
  const verdict = scannedVerdictOf(scannedResult(jobFor({ key })), "masks");
  return {
    ...verdict,
    scannedAt: new Date(NOW.getTime() - minutesAgo * MINUTE_MS).toISOString(),
  };
}

async function storeOf(...verdicts: readonly ScannedVerdict[]): Promise<MemoryVerdictStore> {
  const store = new MemoryVerdictStore();
  for (const verdict of verdicts) await store.put(latestRow(verdict.object), verdict);
  return store;
}

async function page(index: MemoryVerdictStore, search: string) {
  const query = parseListQuery(new URLSearchParams(search));
  const { verdicts, cursor } = ListAnswer.parse(await makeListVerdicts({ index, clock })(query));
  return { keys: verdicts.map(({ object }) => object.key), cursor };
}

/** All pages, one after the other. */
async function everything(index: MemoryVerdictStore, search: string): Promise<string[]> {
  const keys: string[] = [];
  for (let cursor: string | undefined = ""; cursor !== undefined; ) {
    const more: string = cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const next = await page(index, search + more);
    keys.push(...next.keys);
    cursor = next.cursor;
  }
  return keys;
}

it("lists what is flagged, the newest first, a day back", async () => {
  const store = await storeOf(flagged(1500), flagged(3), flagged(200), flagged(70));
  expect(await page(store, "")).toEqual({ keys: ["3.jpg", "70.jpg", "200.jpg"] });
});

it("lists under one heading alone", async () => {
  const store = await storeOf(flagged(3), authentic(flagged(5)));
  expect((await page(store, "label=authentic")).keys).toEqual(["5.jpg"]);
  expect((await page(store, "label=failed")).keys).toEqual([]);
});

it("goes back to the time asked for, and no further", async () => {
  const store = await storeOf(flagged(10), flagged(89), flagged(91));
  expect((await page(store, "since=2026-01-02T04:00:00Z")).keys).toEqual(["10.jpg", "89.jpg"]);
});

it("takes what came within the very second it goes back to", async () => {
  const scannedAt = "2026-01-02T04:00:00.250Z";
  const store = await storeOf({ ...flagged(0, "within.jpg"), scannedAt });
  expect((await page(store, "since=2026-01-02T04:00:00Z")).keys).toEqual(["within.jpg"]);
});

it("looks through two days at once, and goes on from there", async () => {
  const store = await storeOf(flagged(5 * 24 * 60));
  const search = "since=2025-12-20T00:00:00Z";
  expect((await page(store, search)).keys).toEqual([]);
  expect(await everything(store, search)).toEqual([`${5 * 24 * 60}.jpg`]);
});

it("leaves nothing out and says nothing twice, whatever the size of a page", async () => {
  const ages = fc.uniqueArray(fc.integer({ min: 0, max: 1300 }), { maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(ages, fc.integer({ min: 1, max: 7 }), async (minutes, limit) => {
      const store = await storeOf(...minutes.map((ago) => flagged(ago)));
      const newestFirst = minutes.toSorted((a, b) => a - b).map((ago) => `${ago}.jpg`);
      expect(await everything(store, `limit=${limit}`)).toEqual(newestFirst);
    }),
    { numRuns: 40 },
  );
});

it("tells verdicts of one moment apart", async () => {
  const keys = Array.from({ length: 9 }, (_, index) => `same-${index}.jpg`);
  const store = await storeOf(...keys.map((key) => flagged(7, key)));
  expect((await everything(store, "limit=2")).sort()).toEqual(keys);
});

it("shows how a time is written", () => {
  expect(() => parseListQuery(new URLSearchParams("since=2026-01-01"))).toThrow(
    "since: expected a time such as 2026-01-31T00:00:00Z",
  );
});

it.each([
  "label=guilty",
  "since=yesterday",
  "limit=0",
  "limit=1000",
  "cursor=x",
  "label=failed&label=failed",
])("refuses %s", (search) => {
  expect(() => parseListQuery(new URLSearchParams(search))).toThrow(/Expected \/verdicts\?label/);
});

import { expect, it } from "vitest";
import { latestRow, versionRow } from "../../../core/contracts/object-keys.ts";
import type { Verdict } from "../../../core/contracts/verdict.ts";
import { scannedVerdictOf } from "../../../core/verdicts/result-to-verdict.ts";
import { KnownVerdicts } from "../../../local/bucket/known-verdicts.ts";
import { jobFor, scannedResult } from "../../helpers/builders.ts";
import { collect } from "../../helpers/collect.ts";
import { MemoryVerdictStore } from "../../helpers/doubles/memory-verdict-store.ts";

function verdictOf(key: string, generation = 0, minute = "00"): Verdict {
  const verdict = scannedVerdictOf(scannedResult(jobFor({ key }, generation)), "masks");
  return { ...verdict, scannedAt: `2026-01-02T03:${minute}:00.000Z` };
}

const put = (store: KnownVerdicts | MemoryVerdictStore, verdict: Verdict) =>
  store.put(latestRow(verdict.object), verdict);

const keysOf = (known: KnownVerdicts) =>
  known.newestFirst().map(({ verdict }) => verdict.object.key);

it("has at hand what the table holds, and what comes in, the newest first", async () => {
  const table = new MemoryVerdictStore();
  await put(table, verdictOf("old.jpg", 0, "01"));
  const told: Verdict[] = [];
  const known = await KnownVerdicts.over(table, (verdict) => told.push(verdict));
  const fresh = verdictOf("new.jpg", 0, "02");
  await put(known, fresh);
  expect(keysOf(known)).toEqual(["new.jpg", "old.jpg"]);
  expect(told).toEqual([fresh]);
  expect(await table.get(latestRow(fresh.object))).toEqual(fresh);
  expect(await collect(known.list({ bucket: "elsewhere" }))).toEqual([]);
});

it("keeps what stands where an older verdict comes late, and tells of that", async () => {
  const told: Verdict[] = [];
  const known = await KnownVerdicts.over(new MemoryVerdictStore(), (one) => told.push(one));
  const second = verdictOf("a.jpg", 1);
  await put(known, second);
  await put(known, verdictOf("a.jpg", 0));
  expect(await collect(known.list())).toEqual([second]);
  expect(told).toEqual([second, second]);
});

it("does not go back where the answer to an older write comes last", async () => {
  const [older, newer] = [verdictOf("a.jpg", 0), verdictOf("a.jpg", 1)];
  let answer = () => {};
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const table = new MemoryVerdictStore();
  const put = async (_: unknown, { generation }: Verdict) => {
    if (generation === 0) await answered;
    return { outcome: "written" } as const;
  };
  const known = await KnownVerdicts.over(
    { get: table.get.bind(table), list: table.list.bind(table), put },
    () => {},
  );
  const late = known.put(latestRow(older.object), older);
  await known.put(latestRow(newer.object), newer);
  answer();
  await late;
  expect(await collect(known.list())).toEqual([newer]);
});

it("takes rows of single versions for nothing current", async () => {
  const known = await KnownVerdicts.over(new MemoryVerdictStore(), () => {
    throw new Error("told of a version");
  });
  const verdict = verdictOf("a.jpg");
  await known.put(versionRow(verdict.object), verdict);
  expect(known.newestFirst()).toEqual([]);
});

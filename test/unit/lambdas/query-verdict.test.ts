import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { ListAnswer } from "../../../core/api/verdict-list.ts";
import {
  PendingAnswer,
  Problem,
  VERDICT_ROUTES,
  VerdictAnswer,
  verdictUrlOf,
} from "../../../core/api/verdict-query.ts";
import { latestRow, versionRow } from "../../../core/contracts/object-keys.ts";
import { scanError } from "../../../core/contracts/reasons.ts";
import type { KeyFilters } from "../../../core/settings/key-filter.ts";
import { deletedVerdictOf, scannedVerdictOf } from "../../../core/verdicts/result-to-verdict.ts";
import { makeListVerdicts } from "../../../lambdas/query-verdict/list-verdicts.ts";
import { makeQueryVerdict } from "../../../lambdas/query-verdict/query-verdict.ts";
import { deletedResult, jobFor, OBJECT, scannedResult } from "../../helpers/builders.ts";
import { MemoryObjects } from "../../helpers/doubles/memory-objects.ts";
import { MemoryQuarantineRecords } from "../../helpers/doubles/memory-quarantine.ts";
import { MemoryVerdictStore } from "../../helpers/doubles/memory-verdict-store.ts";
import { RecordedTelemetry } from "../../helpers/doubles/recorded-telemetry.ts";

const { bucket, key } = OBJECT;
const HEAD = { sizeBytes: 1024, eTag: OBJECT.eTag ?? "", versionId: "v1" };

const NOW = new Date("2026-01-02T05:00:00Z");
const clock = { now: () => NOW, monotonicMs: () => 0 };

let verdicts: MemoryVerdictStore;
let images: MemoryObjects;
let quarantine: MemoryQuarantineRecords;
let telemetry: RecordedTelemetry;

beforeEach(() => {
  [verdicts, images, quarantine, telemetry] = [
    new MemoryVerdictStore(),
    new MemoryObjects(),
    new MemoryQuarantineRecords(),
    new RecordedTelemetry(),
  ];
});

/** Sends a request as the gateway passes it on: path parameters decoded, the query as it came. */
async function get(target: string, filters?: KeyFilters) {
  const links = { presignGet: async (to: { key: string }) => `https://masks.test/${to.key}` };
  const listVerdicts = makeListVerdicts({ index: verdicts, clock });
  const reads = { verdicts, listVerdicts, reader: images, links, quarantine };
  const query = makeQueryVerdict({ ...reads, telemetry, ...(filters && { filters }) });
  const [path = "", rawQueryString = ""] = target.split("?");
  const [, , inPath, ...rest] = path.split("/");
  const parameters = { bucket: inPath ?? "", key: decodeURIComponent(rest.join("/")) };
  const pathParameters = path.startsWith("/verdicts/") ? parameters : null;
  const route = Object.values(VERDICT_ROUTES).find((each) => each === path);
  const routeKey = `GET ${route ?? VERDICT_ROUTES.byPath}`;
  const { statusCode, headers, body } = await query({ routeKey, rawQueryString, pathParameters });
  return { status: statusCode, type: headers?.["content-type"], body: JSON.parse(body ?? "") };
}

async function store(object: Partial<typeof OBJECT> = {}) {
  const verdict = scannedVerdictOf(scannedResult(jobFor(object)), "masks");
  await verdicts.put(versionRow(verdict.object), verdict);
  await verdicts.put(latestRow(verdict.object), verdict);
  return verdict;
}

const canonical = verdictUrlOf({ bucket, key });

describe("an object with a verdict", () => {
  it("is answered with the verdict and a link to its mask, in both forms", async () => {
    const verdict = await store();
    images.place(OBJECT, HEAD);
    const expected = {
      verdict,
      stale: false,
      maskUrl: `https://masks.test/${verdict.mask.key}`,
    };
    const byQuery = await get(canonical);
    expect(byQuery).toEqual({ status: 200, type: "application/json", body: expected });
    expect(VerdictAnswer.parse(byQuery.body)).toEqual(expected);
    expect(await get(`/verdicts/uploads/${encodeURIComponent(key)}`)).toEqual(byQuery);
  });

  it("says where the image lies that was quarantined for it", async () => {
    const { scanId } = await store();
    const copy = { bucket: "held", key: "uploads/a.jpeg" };
    const copiedAt = NOW.toISOString();
    for (const [state, isMoved] of [
      ["copied", false],
      ["removed", true],
    ] as const) {
      await quarantine.put({ version: 1, object: OBJECT, scanId, state, copy, copiedAt });
      const { body } = await get(canonical);
      expect(VerdictAnswer.parse(body)).toMatchObject({ quarantine: { ...copy, isMoved } });
    }
  });

  it("is stale when other bytes are there now, or none", async () => {
    await store();
    images.place(OBJECT, { ...HEAD, eTag: "another" });
    expect((await get(canonical)).body).toMatchObject({ stale: true });
    images = new MemoryObjects();
    expect((await get(canonical)).body).toMatchObject({ stale: true });
  });

  it("is not held back when the bucket does not answer", async () => {
    await store();
    for (const refusal of [scanError("access_denied", { action: "head" }), new Error("timeout")]) {
      images.refusal = refusal;
      const { status, body } = await get(canonical);
      expect(status).toBe(200);
      expect(body).not.toHaveProperty("stale");
    }
  });

  it("is answered about one version, by S3's id or by the scanner's", async () => {
    const versioned = await store();
    await store({ versionId: "v2", sequencer: "0062F2" });
    const unversioned = await store({ versionId: "null", sequencer: "0062F3" });
    images.place(OBJECT, HEAD, "v1");
    const first = await get(verdictUrlOf({ bucket, key, versionId: "v1" }));
    expect(first.body).toMatchObject({ verdict: versioned, stale: false });
    const third = await get(verdictUrlOf({ bucket, key, versionId: "seq:0062F3" }));
    expect(third.body.verdict).toEqual(unversioned);
  });
});

describe("an object without a verdict", () => {
  it("is pending while it is there", async () => {
    images.place(OBJECT, HEAD);
    const { status, body } = await get(canonical);
    expect(status).toBe(202);
    expect(PendingAnswer.parse(body)).toEqual({
      state: "pending",
      object: { bucket, key, eTag: HEAD.eTag, versionId: "v1" },
    });
  });

  it.each<[number, KeyFilters]>([
    [202, { [bucket]: { suffixes: [".jpg"] } }],
    [404, { [bucket]: { prefixes: ["elsewhere/"] } }],
    [404, { "*": { suffixes: [".png"] } }],
    [202, { other: { prefixes: ["elsewhere/"] } }],
  ])("is %i where it is scanned by %j", async (expected, filters) => {
    images.place(OBJECT, HEAD);
    const { status, body } = await get(canonical, filters);
    expect(status).toBe(expected);
    if (status === 404) expect(Problem.parse(body).detail).toContain("filter of its bucket");
  });

  it("is never scanned when it only marks a folder", async () => {
    images.place({ bucket, key: "press/" }, { ...HEAD, sizeBytes: 0 });
    const { status, body } = await get(verdictUrlOf({ bucket, key: "press/" }));
    expect(status).toBe(404);
    expect(Problem.parse(body).detail).toContain("only marks a folder");
  });

  it("is pending when only an earlier deletion is known", async () => {
    const deletion = deletedVerdictOf(deletedResult({ sequencer: "0062F9" }, "object"));
    await verdicts.put(latestRow(OBJECT), deletion);
    expect((await get(canonical)).body).toMatchObject({ verdict: deletion, stale: false });
    images.place(OBJECT, HEAD);
    expect((await get(canonical)).status).toBe(202);
  });

  it("is unknown when nothing is there, or nothing may be seen", async () => {
    expect((await get(canonical)).status).toBe(404);
    images.refusal = scanError("access_denied", { action: "head" });
    const { status, type, body } = await get(canonical);
    expect([status, type]).toEqual([404, "application/problem+json"]);
    expect(Problem.parse(body).detail).toContain(key);
  });
});

describe("a key in the path", () => {
  it.each(["a//b.jpg", "/a.jpg", "a/../b.jpg", "./a.jpg", "a/", "100%25.jpg", "a\\b.jpg"])(
    "%s may have been changed on the way: refused, naming the other form",
    async (folded) => {
      await store({ key: folded });
      images.place({ bucket, key: folded }, HEAD);
      const { status, body } = await get(`/verdicts/uploads/${encodeURIComponent(folded)}`);
      expect(status).toBe(400);
      const [named = ""] = /\/verdict\?\S+/.exec(Problem.parse(body).detail) ?? [];
      expect((await get(named)).body.verdict.object.key).toBe(folded);
    },
  );

  it("every other key is found through the canonical form", async () => {
    const keys = fc.string({ unit: "grapheme", minLength: 1, maxLength: 60 });
    const property = fc.asyncProperty(keys, async (anyKey) => {
      await store({ key: anyKey });
      const { status, body } = await get(verdictUrlOf({ bucket, key: anyKey }));
      expect([status, body.verdict.object.key]).toEqual([200, anyKey]);
    });
    await fc.assert(property, { numRuns: 100 });
  });
});

describe("a request that names no object", () => {
  it.each([
    "/verdict",
    "/verdict?bucket=uploads",
    "/verdict?bucket=uploads&key=",
    "/verdict?bucket=uploads&key=a.jpg&key=b.jpg",
    "/verdict?bucket=uploads&key=a.jpg&versionID=v1",
    "/verdict?bucket=uploads&key=a.jpg&versionId=null",
    `/verdict?bucket=uploads&key=${"a".repeat(1025)}`,
    "/verdicts/uploads/a.jpg?key=b.jpg",
  ])("%s → 400 that names the form", async (target) => {
    const { status, type, body } = await get(target);
    expect([status, type]).toEqual([400, "application/problem+json"]);
    expect(Problem.parse(body).detail).toContain("/verdict?bucket=…&key=…");
  });
});

it("says to ask again when the table or, without a verdict, the bucket does not answer", async () => {
  images.refusal = new Error("timeout");
  expect((await get(canonical)).status).toBe(503);
  verdicts.get = async () => {
    throw new Error("table unavailable");
  };
  const { status, body } = await get(canonical);
  expect(status).toBe(503);
  expect(Problem.parse(body).detail).not.toContain("table unavailable");
  expect(telemetry.errors).toEqual(["query-failed", "query-failed"]);
});

describe("a list", () => {
  it("holds what was stored, and says what it does not understand", async () => {
    const verdict = await store();
    const listed = await get("/verdicts?since=2026-01-01T00:00:00Z");
    expect(listed).toMatchObject({ status: 200, type: "application/json" });
    expect(ListAnswer.parse(listed.body)).toEqual({ verdicts: [verdict] });
    const refused = await get("/verdicts?label=guilty");
    expect(Problem.parse(refused.body)).toMatchObject({ status: 400 });
  });
});

import { GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { makeDynamoDbClient } from "../../../adapters/aws/clients.ts";
import { DynamoVerdictStore } from "../../../adapters/aws/dynamo/dynamo-verdict-store.ts";
import {
  type ListingClass,
  listedAtOf,
  listingPartitionsOf,
} from "../../../core/contracts/listing.ts";
import { latestRow, versionRow } from "../../../core/contracts/object-keys.ts";
import type { ScanResult } from "../../../core/contracts/scan-result.ts";
import type { ScannedVerdict, Verdict } from "../../../core/contracts/verdict.ts";
import type { VerdictStore } from "../../../core/ports.ts";
import {
  deletedVerdictOf,
  scannedVerdictOf,
  unscannedVerdictOf,
} from "../../../core/verdicts/result-to-verdict.ts";
import { writeDeletion } from "../../../core/verdicts/write-deletion.ts";
import { writeVerdict } from "../../../core/verdicts/write-verdict.ts";
import {
  authentic,
  deletedResult,
  jobFor,
  MODEL,
  networkSaying,
  OBJECT,
  parkedResult,
  scannedResult,
} from "../../helpers/builders.ts";
import { collect } from "../../helpers/collect.ts";
import { MemoryVerdictStore } from "../../helpers/doubles/memory-verdict-store.ts";
import { startDynalite } from "../../helpers/running/aws-emulators.ts";

const TABLE = "verdicts";
const ROW = latestRow(OBJECT);

let client: ReturnType<typeof makeDynamoDbClient>;
let store: DynamoVerdictStore;

beforeEach(async () => {
  client = makeDynamoDbClient(await startDynalite(TABLE));
  store = new DynamoVerdictStore(client, { tableName: TABLE });
});

const verdictOf = (generation: number): ScannedVerdict =>
  scannedVerdictOf(scannedResult(jobFor({}, generation)), "masks");

/** The least single-precision number. */
const TINY = 1.401298464324817e-45;
const SAYING_TINY = { network: networkSaying("nothing", TINY) };

describe("a row", () => {
  it.each([
    ["scanned", verdictOf(0)],
    ["failed", unscannedVerdictOf(parkedResult())],
    ["deleted", deletedVerdictOf(deletedResult({ sequencer: "0A" }, "object"))],
    ["scores near zero", { ...authentic(verdictOf(0)), score: TINY, witnesses: SAYING_TINY }],
  ] satisfies [string, Verdict][])("comes back as it went in: %s", async (_, verdict) => {
    expect(await store.put(ROW, verdict)).toEqual({ outcome: "written" });
    expect(await store.get(ROW)).toEqual(verdict);
    expect(await store.get(versionRow(OBJECT))).toBeUndefined();
  });

  it("gives way to a greater order alone, and says what refused", async () => {
    await store.put(ROW, verdictOf(1));
    for (const generation of [0, 1]) {
      const put = await store.put(ROW, verdictOf(generation));
      expect(put).toEqual({ outcome: "superseded", stored: verdictOf(1) });
    }
    expect(await store.put(ROW, verdictOf(2))).toEqual({ outcome: "written" });
    expect(await store.get(ROW)).toEqual(verdictOf(2));
  });

  it("ends as the greatest of many that are written at once", async () => {
    const generations = Array.from({ length: 20 }, (_, index) => (index * 7) % 20);
    const puts = await Promise.all(generations.map((each) => store.put(ROW, verdictOf(each))));
    expect(await store.get(ROW)).toEqual(verdictOf(19));
    for (const [index, put] of puts.entries()) {
      if (put.outcome === "written") continue;
      expect(put.stored.generation).toBeGreaterThan(generations[index] ?? 20);
    }
  });

  it("can be read by a plain GetItem", async () => {
    await writeVerdict(store, verdictOf(0));
    const Key = { object: { S: `${OBJECT.bucket}/${OBJECT.key}` }, version: { S: "latest" } };
    const { Item } = await client.send(new GetItemCommand({ TableName: TABLE, Key }));
    expect(Item).toMatchObject({
      order: { S: verdictOf(0).order },
      state: { S: "scanned" },
      label: { S: "manipulated" },
      score: { N: "0.97" },
      verdict: { M: { mask: { M: { bucket: { S: "masks" } } } } },
    });
  });

  it("that something else wrote is an error, not a verdict", async () => {
    const Item = { object: { S: ROW.object }, version: { S: ROW.version }, verdict: { S: "ok" } };
    await client.send(new PutItemCommand({ TableName: TABLE, Item }));
    await expect(store.get(ROW)).rejects.toThrow(/verdict|object/i);
  });
});

it("ends in the rows of the in-memory store, whatever the order and the repeats", async () => {
  const newer = { versionId: "v2", sequencer: "0062F2" };
  const results: ScanResult[] = [
    scannedResult(),
    parkedResult(),
    scannedResult(jobFor({}, 1), { ...MODEL, version: "2.0.0" }),
    scannedResult(jobFor(newer)),
    deletedResult({ versionId: "v2", sequencer: "0062F3" }, "version", OBJECT),
  ];
  let run = 0;
  const anyOrder = fc.shuffledSubarray([...results, ...results], { minLength: results.length * 2 });
  const property = fc.asyncProperty(anyOrder, async (deliveries) => {
    const key = `${++run}.jpg`;
    const memory = new MemoryVerdictStore();
    for (const result of deliveries) await recordBoth([store, memory], under(key, result));
    for (const [version, verdict] of Object.entries(memory.rows())) {
      expect(await store.get({ object: `${OBJECT.bucket}/${key}`, version })).toEqual(verdict);
    }
  });
  await fc.assert(property, { numRuns: 15 });
});

/** The same result, about another key. */
function under(key: string, result: ScanResult): ScanResult {
  if (result.state !== "deleted") {
    return { ...result, job: { ...result.job, object: { ...result.job.object, key } } };
  }
  const { deletion, current } = result;
  const moved = { ...deletion, object: { ...deletion.object, key } };
  return { ...result, deletion: moved, ...(current && { current: { ...current, key } }) };
}

async function recordBoth(stores: readonly VerdictStore[], result: ScanResult) {
  for (const each of stores) {
    if (result.state === "deleted") await writeDeletion(each, result);
    else if (result.state === "scanned")
      await writeVerdict(each, scannedVerdictOf(result, "masks"));
    else await writeVerdict(each, unscannedVerdictOf(result));
  }
}

describe("a listing", () => {
  const region = { x: 1, y: 2, width: 3, height: 4, areaPixels: 5, score: 0.123456789 };
  const large = { regions: Array.from({ length: 100 }, () => region) };

  it("has every latest row once, over more pages than one", async () => {
    const keys = Array.from({ length: 150 }, (_, index) => `${index}.jpg`);
    const verdicts = keys.map((key) => ({
      ...scannedVerdictOf(scannedResult(jobFor({ key })), "masks"),
      ...large,
    }));
    for (const verdict of verdicts) await writeVerdict(store, verdict);
    const listed = await collect(store.list());
    expect(listed.map(({ object }) => object.key).sort()).toEqual([...keys].sort());
  }, 60_000);

  it("has what is current alone, not every version", async () => {
    await writeVerdict(store, verdictOf(0));
    const newer = jobFor({ versionId: "v2", sequencer: "0062F2" });
    await writeVerdict(store, scannedVerdictOf(scannedResult(newer), "masks"));
    const listed = await collect(store.list());
    expect(listed.map(({ objectVersion }) => objectVersion)).toEqual(["v2"]);
  });

  it("is narrowed by bucket and state", async () => {
    await writeVerdict(store, verdictOf(0));
    await writeVerdict(store, unscannedVerdictOf(parkedResult(jobFor({ bucket: "other" }))));
    const keysOf = async (filter: Parameters<typeof store.list>[0]) =>
      (await collect(store.list(filter))).map(({ object }) => object.bucket);
    expect(await keysOf({ bucket: "uploads" })).toEqual(["uploads"]);
    expect(await keysOf({ state: "failed" })).toEqual(["other"]);
    expect(await keysOf({ bucket: "uploads", state: "failed" })).toEqual([]);
  });
});

describe("the list index", () => {
  /** Objects listed under a class in the hour of the test's results. */
  async function listed(under: ListingClass, before = "9") {
    const pages = listingPartitionsOf(under, "2026-01-02T03").map((partition) =>
      store.page({ partition, before, limit: 10 }),
    );
    return (await Promise.all(pages)).flat().map((verdict) => latestRow(verdict.object).object);
  }

  it("finds what is flagged by its latest row, and loses it when it is no more", async () => {
    await writeVerdict(store, verdictOf(0));
    expect(await listed("manipulated")).toEqual([ROW.object]);
    await writeVerdict(store, authentic(verdictOf(1)));
    expect(await listed("manipulated")).toEqual([]);
    expect(await listed("authentic")).toEqual([]);
  });

  it("has everything when it is told to", async () => {
    store = new DynamoVerdictStore(client, { tableName: TABLE, listing: "all" });
    await writeVerdict(store, authentic(verdictOf(0)));
    expect(await listed("authentic")).toEqual([ROW.object]);
    expect(await listed("authentic", listedAtOf(verdictOf(0)))).toEqual([]);
  });
});

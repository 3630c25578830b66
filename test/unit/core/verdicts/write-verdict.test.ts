import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scanError } from "../../../../core/contracts/reasons.ts";
import {
  failureOf,
  type ScanResult,
  type UnscannedResult,
} from "../../../../core/contracts/scan-result.ts";
import type { VerdictStore } from "../../../../core/ports.ts";
import {
  scannedVerdictOf,
  unscannedVerdictOf,
} from "../../../../core/verdicts/result-to-verdict.ts";
import { writeDeletion } from "../../../../core/verdicts/write-deletion.ts";
import { writeVerdict } from "../../../../core/verdicts/write-verdict.ts";
import {
  deletedResult,
  jobFor,
  MODEL,
  OBJECT,
  parkedResult,
  scannedResult,
} from "../../../helpers/builders.ts";
import { MemoryVerdictStore } from "../../../helpers/doubles/memory-verdict-store.ts";

const otherModel = { ...MODEL, version: "2.0.0", sha256: "cd".repeat(32) };

function record(store: VerdictStore, result: ScanResult) {
  if (result.state === "deleted") return writeDeletion(store, result);
  if (result.state === "scanned") return writeVerdict(store, scannedVerdictOf(result, "masks"));
  return writeVerdict(store, unscannedVerdictOf(result));
}

/** What a retry cannot change. */
function failedResult(): UnscannedResult {
  return { ...parkedResult(), ...failureOf(scanError("corrupt", { found: "no image" })) };
}

async function rowsAfter(results: readonly ScanResult[]) {
  const store = new MemoryVerdictStore();
  for (const result of results) await record(store, result);
  return store.rows();
}

/** Every result at least once, in any order, with repeats. */
function deliveriesOf(results: readonly ScanResult[]) {
  const repeats = fc.array(fc.constantFrom(...results), { maxLength: 6 });
  return repeats.chain((extra) => {
    const all = [...results, ...extra];
    return fc.shuffledSubarray(all, { minLength: all.length });
  });
}

async function expectSameRows(results: readonly ScanResult[], expected: object) {
  const property = fc.asyncProperty(deliveriesOf(results), async (deliveries) => {
    expect(await rowsAfter(deliveries)).toMatchObject(expected);
  });
  await fc.assert(property, { numRuns: 300 });
}

describe("rows after any permutation with repeats", () => {
  it("a redriven scan stands over the first scan, another model's and a parked job", async () => {
    const redriven = scannedResult(jobFor({}, 1));
    const [scan, byOther, parked] = [
      scannedResult(),
      scannedResult(jobFor(), otherModel),
      parkedResult(),
    ];
    const verdict = scannedVerdictOf(redriven, "masks");
    await expectSameRows([scan, byOther, parked, redriven], { latest: verdict, "v#v1": verdict });
  });

  it("a scan stands over a job that was given up in the same generation", async () => {
    const verdict = scannedVerdictOf(scannedResult(), "masks");
    await expectSameRows([scannedResult(), parkedResult()], { latest: verdict, "v#v1": verdict });
  });

  it("a newer upload stands in latest, and every version keeps its own row", async () => {
    const newer = scannedResult(jobFor({ versionId: "v2", sequencer: "0062F2" }));
    const redrivenOld = scannedResult(jobFor({}, 7));
    await expectSameRows([scannedResult(), redrivenOld, newer], {
      latest: { objectVersion: "v2" },
      "v#v1": { generation: 7 },
      "v#v2": { state: "scanned" },
    });
  });

  it("a deletion of the object stands in latest over older scans", async () => {
    const deletion = deletedResult({ sequencer: "0062F3" }, "object");
    await expectSameRows([scannedResult(), deletion, parkedResult(jobFor({}, 3))], {
      latest: { state: "deleted" },
      "v#v1": { state: "failed" },
    });
  });

  it("a deletion of the current version hands latest to the one before", async () => {
    const removed = scannedResult(jobFor({ versionId: "v2", sequencer: "0062F2" }));
    const current = { ...OBJECT };
    const deletion = deletedResult({ versionId: "v2", sequencer: "0062F3" }, "version", current);
    await expectSameRows([scannedResult(), removed, deletion], {
      latest: { state: "scanned", objectVersion: "v1" },
      "v#v1": { state: "scanned" },
      "v#v2": { state: "deleted" },
    });
  });
});

it("concurrent recorders end in the same rows, however their reads and writes interleave", async () => {
  const removed = scannedResult(jobFor({ versionId: "v2", sequencer: "0062F2" }));
  const deletion = deletedResult({ versionId: "v2", sequencer: "0062F3" }, "version", OBJECT);
  const results: readonly ScanResult[] = [deletion, scannedResult(), removed];
  // How many steps of the others each recorder lets pass before its first.
  const starts = fc.tuple(...results.map(() => fc.nat(4)));
  const property = fc.asyncProperty(fc.scheduler(), starts, async (scheduler, steps) => {
    const store = new MemoryVerdictStore();
    const interleaved: VerdictStore = {
      put: scheduler.scheduleFunction((row, verdict) => store.put(row, verdict)),
      get: scheduler.scheduleFunction((row) => store.get(row)),
      list: () => store.list(),
    };
    const recorded = Promise.all(
      results.map(async (result, i) => {
        for (let step = steps[i] ?? 0; step > 0; step--)
          await scheduler.schedule(Promise.resolve());
        return record(interleaved, result);
      }),
    );
    await scheduler.waitFor(recorded);
    expect(store.rows()).toMatchObject({
      latest: { state: "scanned", objectVersion: "v1" },
      "v#v2": { state: "deleted" },
    });
  });
  await fc.assert(property, { numRuns: 300 });
});

describe("two results of one generation", () => {
  it("keep the one that came first", async () => {
    const byOther = scannedResult(jobFor(), otherModel);
    expect(await rowsAfter([byOther, scannedResult()])).toMatchObject({
      latest: { model: otherModel },
    });
  });

  it("leave the first in both rows, also when it was cut off between them", async () => {
    const store = new MemoryVerdictStore();
    const [first, second] = [scannedResult(), scannedResult(jobFor(), otherModel)];
    const cutOff: VerdictStore = {
      put: (row, verdict) =>
        row.version === "latest" ? Promise.reject(new Error("cut off")) : store.put(row, verdict),
      get: (row) => store.get(row),
      list: () => store.list(),
    };
    await expect(record(cutOff, first)).rejects.toThrow("cut off");
    await record(store, second);
    await record(store, first);
    const verdict = scannedVerdictOf(first, "masks");
    expect(store.rows()).toEqual({ latest: verdict, "v#v1": verdict });
  });
});

it("what a later scan says in between stands over a repeat of an earlier one", async () => {
  const store = new MemoryVerdictStore();
  const later = parkedResult(jobFor({}, 1));
  await record(store, scannedResult());
  const overtaken: VerdictStore = {
    put: async (row, verdict) => {
      if (row.version === "latest") await record(store, later);
      return store.put(row, verdict);
    },
    get: (row) => store.get(row),
    list: () => store.list(),
  };
  await record(overtaken, scannedResult());
  const verdict = unscannedVerdictOf(later);
  expect(store.rows()).toEqual({ latest: verdict, "v#v1": verdict });
});

describe("after a version was removed", () => {
  const current = { ...OBJECT };
  const deletion = deletedResult({ versionId: "v2", sequencer: "0062F3" }, "version", current);

  it("latest names the version it waits for, and takes its redrive too", async () => {
    expect(await rowsAfter([deletion])).toMatchObject({ latest: { awaitedVersion: "v1" } });
    const redriven = scannedResult(jobFor({}, 1), otherModel);
    const rows = await rowsAfter([deletion, scannedResult(), redriven]);
    expect(rows).toMatchObject({ latest: { generation: 1, model: otherModel } });
  });

  it.each([
    ["given up", parkedResult()],
    ["corrupt", failedResult()],
  ])("latest takes the verdict it waits for also when that is %s", async (_, result) => {
    for (const results of [
      [deletion, result],
      [result, deletion],
      [deletion, result, deletion],
    ]) {
      const { latest, "v#v1": row } = await rowsAfter(results);
      expect({ ...latest, order: row?.order }).toEqual(row);
    }
    const rows = await rowsAfter([deletion, result, scannedResult()]);
    expect(rows).toMatchObject({ latest: { state: "scanned" }, "v#v1": { state: "scanned" } });
  });

  it("latest is deleted when nothing is left", async () => {
    const last = deletedResult({ versionId: "v1", sequencer: "0062F3" }, "version");
    expect(await rowsAfter([scannedResult(), last])).toMatchObject({
      latest: { state: "deleted" },
      "v#v1": { state: "deleted" },
    });
  });
});

describe("a deletion without a sequencer", () => {
  it("comes after a version that became current again", async () => {
    const removal = deletedResult({ versionId: "v2", sequencer: "0062F3" }, "version", OBJECT);
    const rows = await rowsAfter([scannedResult(), removal, deletedResult({}, "object")]);
    expect(rows["latest"]).toMatchObject({ state: "deleted" });
  });

  it("comes after what is stored, once", async () => {
    const rows = await rowsAfter([
      scannedResult(),
      deletedResult({}, "object"),
      deletedResult({}, "object"),
    ]);
    expect(rows["latest"]).toMatchObject({ state: "deleted", generation: 1 });
  });

  it("says nothing when an object is there", async () => {
    const rows = await rowsAfter([scannedResult(), deletedResult({}, "object", OBJECT)]);
    expect(rows["latest"]).toMatchObject({ state: "scanned" });
  });
});

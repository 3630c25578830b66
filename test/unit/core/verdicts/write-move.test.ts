import { beforeEach, describe, expect, it } from "vitest";
import type { QuarantineRecord } from "../../../../core/quarantine/quarantine-record.ts";
import { scannedVerdictOf } from "../../../../core/verdicts/result-to-verdict.ts";
import { writeDeletion } from "../../../../core/verdicts/write-deletion.ts";
import { writeVerdict } from "../../../../core/verdicts/write-verdict.ts";
import {
  authentic,
  deletedResult,
  jobFor,
  OBJECT,
  scannedResult,
} from "../../../helpers/builders.ts";
import { MemoryQuarantineRecords } from "../../../helpers/doubles/memory-quarantine.ts";
import { MemoryVerdictStore } from "../../../helpers/doubles/memory-verdict-store.ts";

const found = scannedVerdictOf(scannedResult(), "masks");
const NEWER = { versionId: "v2", sequencer: "0062F5", eTag: "e2" };
/** The marker that a move leaves, or the deletion that it is. */
const MOVED = deletedResult({ versionId: "marker", sequencer: "0062F3" }, "object");

let store: MemoryVerdictStore;
let records: MemoryQuarantineRecords;
beforeEach(async () => {
  [store, records] = [new MemoryVerdictStore(), new MemoryQuarantineRecords()];
  await writeVerdict(store, found);
});

const quarantined = (state: QuarantineRecord["state"]) =>
  records.put({
    version: 1,
    object: OBJECT,
    scanId: found.scanId,
    state,
    copy: { bucket: "held", key: "uploads/a.jpeg" },
    copiedAt: "2026-01-02T03:04:07.000Z",
  });
const latest = () => store.rows()["latest"];

describe("the deletion that is part of a move", () => {
  it.each(["removing", "removed"] as const)("leaves the verdict of what is %s", async (state) => {
    await quarantined(state);
    await writeDeletion(store, MOVED, records);
    expect(latest()).toMatchObject({ state: "scanned", label: "manipulated", objectVersion: "v1" });
    expect(store.rows()["v#v1"]).toEqual(found);
  });

  it("changes nothing when it is told again", async () => {
    await quarantined("removed");
    await writeDeletion(store, MOVED, records);
    const once = store.rows();
    expect(await writeDeletion(store, MOVED, records)).toMatchObject({ outcome: "superseded" });
    expect(store.rows()).toEqual(once);
  });

  it("gives way to the next upload, and to its deletion", async () => {
    await quarantined("removed");
    await writeDeletion(store, MOVED, records);
    const newer = authentic(scannedVerdictOf(scannedResult(jobFor(NEWER)), "masks"));
    await writeVerdict(store, newer);
    expect(latest()).toEqual(newer);
    await writeDeletion(store, deletedResult({ sequencer: "0062F9" }, "object"), records);
    expect(latest()).toMatchObject({ state: "deleted" });
  });

  it("takes what a later scan of the same image says", async () => {
    await quarantined("removed");
    await writeDeletion(store, MOVED, records);
    await writeVerdict(store, scannedVerdictOf(scannedResult(jobFor({}, 1)), "masks"));
    expect(latest()).toMatchObject({ state: "scanned", generation: 1 });
  });

  it("is followed by no other once old versions expire, or are removed", async () => {
    await quarantined("removed");
    await writeDeletion(store, MOVED, records);
    await writeDeletion(
      store,
      deletedResult({ versionId: "v1", sequencer: "0062FA" }, "version"),
      records,
    );
    await writeDeletion(store, deletedResult({ versionId: "v1" }, "version"), records);
    expect(store.rows()["v#v1"]).toEqual(found);
    expect(latest()).toMatchObject({ state: "scanned", label: "manipulated" });
  });
});

describe("any other deletion is one", () => {
  it.each([undefined, "copied", "kept"] as const)("of what is %s in quarantine", async (state) => {
    if (state) await quarantined(state);
    await writeDeletion(store, MOVED, records);
    expect(latest()).toMatchObject({ state: "deleted" });
  });

  it("of what nobody found anything in", async () => {
    store = new MemoryVerdictStore();
    await writeVerdict(store, authentic(found));
    await quarantined("removed");
    await writeDeletion(store, MOVED, records);
    expect(latest()).toMatchObject({ state: "deleted" });
  });

  it("where nothing is quarantined at all", async () => {
    await quarantined("removed");
    await writeDeletion(store, MOVED);
    expect(latest()).toMatchObject({ state: "deleted" });
  });
});

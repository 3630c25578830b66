import { beforeEach, describe, expect, it } from "vitest";
import { scanError } from "../../../../core/contracts/reasons.ts";
import type { ListedObject } from "../../../../core/ports.ts";
import { type FindMissingOptions, makeFindMissing } from "../../../../core/requeue/find-missing.ts";
import { scannedVerdictOf } from "../../../../core/verdicts/result-to-verdict.ts";
import { writeDeletion } from "../../../../core/verdicts/write-deletion.ts";
import { writeVerdict } from "../../../../core/verdicts/write-verdict.ts";
import { deletedResult, jobFor, OBJECT, scannedResult } from "../../../helpers/builders.ts";
import { MemoryObjects } from "../../../helpers/doubles/memory-objects.ts";
import { MemoryVerdictStore } from "../../../helpers/doubles/memory-verdict-store.ts";

const NOW = new Date("2026-01-02T04:00:00Z");
const { bucket, key, eTag = "" } = OBJECT;
const LISTED: ListedObject = {
  ...{ bucket, key, eTag, sizeBytes: 7 },
  lastModified: new Date("2026-01-02T03:00:00Z"),
};

let objects: MemoryObjects;
let verdicts: MemoryVerdictStore;
beforeEach(() => {
  objects = new MemoryObjects();
  verdicts = new MemoryVerdictStore();
  objects.place(LISTED, LISTED);
});

function look(object = LISTED, wish: Partial<FindMissingOptions> = {}) {
  const clock = { now: () => NOW, monotonicMs: () => 0 };
  const whole = { trigger: "backfill", again: false, writtenBefore: NOW, ...wish } as const;
  return makeFindMissing({ reader: objects, verdicts, clock }, whole)(object);
}

describe("an object without a verdict", () => {
  it("needs a scan, which comes before every event of it", async () => {
    const job = { object: { bucket, key, eTag }, generation: 0, trigger: "backfill" };
    expect(await look()).toMatchObject({ job: { ...job, sizeBytes: 7 } });
  });

  it("is left to its event while that may be on its way", async () => {
    const writtenBefore = new Date("2026-01-02T02:59:59Z");
    expect(await look(LISTED, { writtenBefore })).toEqual({ notQueued: "tooRecent" });
  });

  it.each([
    ["absent", scanError("not_found", { found: "nothing" })],
    ["denied", scanError("access_denied", { action: "head" })],
    ["denied", scanError("kms_denied", { action: "head" })],
  ])("is %s when the bucket says so", async (notQueued, refusal) => {
    objects.refusal = refusal;
    expect(await look()).toEqual({ notQueued });
  });

  it("is not passed over because the bucket cannot be reached", async () => {
    objects.refusal = new Error("connection reset");
    await expect(look()).rejects.toThrow("connection reset");
  });
});

describe("an object with a verdict", () => {
  beforeEach(async () => {
    const { versionId: _, ...object } = OBJECT;
    const job = { ...jobFor(), object };
    await writeVerdict(verdicts, scannedVerdictOf(scannedResult(job), "masks"));
  });

  it("needs none", async () => {
    expect(await look()).toEqual({ notQueued: "hasVerdict" });
  });

  it("is scanned again when that is asked for, in the next generation of the same upload", async () => {
    const { sequencer } = OBJECT;
    expect(await look(LISTED, { again: true })).toMatchObject({
      job: { generation: 1, object: { sequencer } },
    });
  });

  it("is missing when the verdict is about other bytes", async () => {
    const overwritten = { ...LISTED, eTag: "another" };
    objects.place(LISTED, overwritten);
    expect(await look(overwritten)).toMatchObject({ job: { generation: 0 } });
  });

  it("is missing when the verdict is that it was deleted", async () => {
    await writeDeletion(verdicts, deletedResult({ sequencer: "0062F2" }, "object"));
    expect(await look()).toMatchObject({ job: { generation: 0 } });
  });
});

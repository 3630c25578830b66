import { beforeEach, describe, expect, it } from "vitest";
import { jobKeyOf, latestRow, versionRow } from "../../../core/contracts/object-keys.ts";
import { scanError } from "../../../core/contracts/reasons.ts";
import type { Verdict } from "../../../core/contracts/verdict.ts";
import { scannedVerdictOf } from "../../../core/verdicts/result-to-verdict.ts";
import type { BatchHandler } from "../../../lambdas/handle-each.ts";
import { makeParkDeadLetter } from "../../../lambdas/park-dead-letter/park-dead-letter.ts";
import {
  deletedResult,
  jobFor,
  OBJECT,
  parkedResult,
  scannedResult,
} from "../../helpers/builders.ts";
import {
  failureNotice,
  inSnsEnvelope,
  MemoryExchange,
  successNotice,
} from "../../helpers/doubles/exchange-objects.ts";
import { MemoryObjects } from "../../helpers/doubles/memory-objects.ts";
import { MemoryVerdictStore } from "../../helpers/doubles/memory-verdict-store.ts";
import { RecordedTelemetry } from "../../helpers/doubles/recorded-telemetry.ts";
import { batchOf, leaves } from "../../helpers/message-batch.ts";

const NOW = "2026-01-02T03:04:05.000Z";

let verdicts: MemoryVerdictStore;
let images: MemoryObjects;
let exchange: MemoryExchange;
let telemetry: RecordedTelemetry;
let park: BatchHandler;
let tell: (verdict: Verdict) => Promise<void>;
let told: Verdict[];

function parkerWith(options: { readonly exchange?: MemoryExchange }): BatchHandler {
  const clock = { now: () => new Date(NOW), monotonicMs: () => 0 };
  const settings = { reader: images, clock, telemetry, deliveries: { scans: 4, results: 10 } };
  const announcers = [{ announce: (verdict: Verdict) => tell(verdict) }];
  return makeParkDeadLetter({ verdicts, announcers, ...settings, ...options });
}

beforeEach(() => {
  [verdicts, images, exchange, telemetry] = [
    new MemoryVerdictStore(),
    new MemoryObjects(),
    new MemoryExchange(),
    new RecordedTelemetry(),
  ];
  park = parkerWith({ exchange });
  told = [];
  tell = async (verdict) => void told.push(verdict);
});

const upload = (key: unknown, object: object = {}) => ({
  eventName: "ObjectCreated:Put",
  s3: {
    bucket: { name: "uploads" },
    object: { key, size: 9, eTag: "e1", versionId: "v1", sequencer: "0A", ...object },
  },
});
const removal = (key: string, object: object = {}) => ({
  ...upload(key, object),
  eventName: "ObjectRemoved:Delete",
});
const SCANNED = scannedVerdictOf(scannedResult(), "masks");
const latestOf = (key: string) => verdicts.get({ object: `uploads/${key}`, version: "latest" });

describe("a dead letter of the scan queue", () => {
  it("becomes an error row for each of its records, with the job inside", async () => {
    const event = { Records: [upload("a+b.jpg"), upload("c.jpg")] };
    expect(await park(batchOf(event))).toEqual(leaves());
    const verdict = await latestOf("a b.jpg");
    expect(verdict).toMatchObject({
      state: "failed",
      reason: { code: "poison", message: expect.stringContaining("4 deliveries") },
      job: { object: { key: "a b.jpg", versionId: "v1", sequencer: "0A" }, generation: 0 },
      scannedAt: NOW,
    });
    expect(await latestOf("c.jpg")).toMatchObject({ state: "failed" });
    expect(telemetry.metrics).toEqual({ Parked: [1, 1] });
  });

  it("parks a redriven job under its own generation", async () => {
    await park(batchOf(jobFor({}, 3)));
    expect(verdicts.rows()["latest"]).toMatchObject({ generation: 3, job: jobFor({}, 3) });
  });

  it("leaves a scan alone that ended after all", async () => {
    for (const row of [versionRow(OBJECT), latestRow(OBJECT)]) await verdicts.put(row, SCANNED);
    await park(batchOf(jobFor()));
    expect(verdicts.rows()["latest"]).toMatchObject({ state: "scanned" });
    expect(telemetry.metrics).toEqual({ Superseded: [1] });
  });

  it("becomes a row for a record that is broken but names an object", async () => {
    const broken = upload("cat.jpg", { sequencer: "not hexadecimal" });
    expect(await park(batchOf({ Records: [broken] }))).toEqual(leaves());
    expect(await latestOf("cat.jpg")).toMatchObject({
      reason: { code: "poison", message: expect.stringContaining("not hexadecimal") },
    });
  });

  it("stays when a record names no object, though the others are parked", async () => {
    const event = { Records: [{ s3: "?" }, upload("c.jpg")] };
    expect(await park(batchOf(event, "no JSON", jobFor()))).toEqual(leaves("m1", "m2"));
    expect(await latestOf("c.jpg")).toMatchObject({ state: "failed" });
    expect(await latestOf(OBJECT.key)).toMatchObject({ state: "failed" });
    expect(telemetry.errors).toEqual(["message-failed", "message-failed"]);
    expect(telemetry.metrics).toMatchObject({ RejectedMessage: [1, 1] });
  });

  it("carries a deletion out", async () => {
    await verdicts.put({ object: "uploads/c.jpg", version: "latest" }, SCANNED);
    const versionless = { versionId: undefined, sequencer: "FF" };
    expect(await park(batchOf({ Records: [removal("c.jpg", versionless)] }))).toEqual(leaves());
    expect(await latestOf("c.jpg")).toMatchObject({ state: "deleted" });
  });

  it("keeps a deletion while the bucket does not say what is left", async () => {
    images.refusal = scanError("access_denied", { action: "head" });
    expect(await park(batchOf({ Records: [removal("c.jpg")] }))).toEqual(leaves("m1"));
    images.refusal = undefined;
    expect(await park(batchOf({ Records: [removal("c.jpg")] }))).toEqual(leaves());
    expect(await latestOf("c.jpg")).toMatchObject({ state: "deleted" });
  });

  it.each([
    ["a test event", { Event: "s3:TestEvent" }],
    ["an empty notification", { Records: [] }],
  ])("goes when there is nothing in it: %s", async (_, body) => {
    expect(await park(batchOf(body))).toEqual(leaves());
    expect(verdicts.rows()).toEqual({});
  });
});

describe("a dead letter of the result queue", () => {
  it("parks the job of a scan that could not be recorded", async () => {
    await park(batchOf(scannedResult()));
    expect(verdicts.rows()["latest"]).toMatchObject({
      reason: {
        code: "poison",
        message: expect.stringMatching(/10 deliveries.*could not be recorded/),
      },
      job: jobFor(),
    });
  });

  it("parks the job that is inside a malformed result, and says what is wrong", async () => {
    await park(batchOf({ ...scannedResult(), findings: "?" }));
    expect(verdicts.rows()["latest"]).toMatchObject({
      reason: { message: expect.stringContaining("findings") },
      job: jobFor(),
    });
  });

  it("records a failure or a deletion as it is", async () => {
    const tooLarge = scanError("too_large", { sizeBytes: 9, limitBytes: 8 });
    const reason = { code: tooLarge.code, message: tooLarge.message };
    const skipped = { ...parkedResult(), state: "skipped", reason };
    const gone = deletedResult({ key: "gone.jpg", sequencer: "0B" }, "object");
    expect(await park(batchOf(skipped, gone))).toEqual(leaves());
    expect(await latestOf(OBJECT.key)).toMatchObject({ state: "skipped", reason });
    expect(await latestOf("gone.jpg")).toMatchObject({ state: "deleted" });
  });

  it("stays when nothing in it tells what it was about", async () => {
    expect(await park(batchOf({ state: "scanned", job: "?" }))).toEqual(leaves("m1"));
    expect(verdicts.rows()).toEqual({});
  });
});

describe("a dead letter that is a notice of SageMaker", () => {
  it.each([
    ["of failure", failureNotice("broken"), "broken"],
    ["of success", successNotice(), "could not be recorded"],
    ["in the envelope of SNS", inSnsEnvelope(failureNotice("broken")), "broken"],
  ])("parks the job that lies in the exchange: %s", async (_, notice, lastError) => {
    exchange.place(jobKeyOf(jobFor()), jobFor());
    expect(await park(batchOf(notice))).toEqual(leaves());
    expect(await latestOf(OBJECT.key)).toMatchObject({
      reason: { code: "poison", message: expect.stringContaining(`10 deliveries: `) },
      job: jobFor(),
    });
    expect(await latestOf(OBJECT.key)).toMatchObject({
      reason: { message: expect.stringContaining(lastError) },
    });
    expect(telemetry.metrics).toEqual({ Parked: [1] });
  });

  it.each([
    ["is gone", () => exchange.texts.clear()],
    ["is another one", () => exchange.place(jobKeyOf(jobFor()), jobFor({}, 1))],
    ["is no job", () => exchange.place(jobKeyOf(jobFor()), "{}")],
  ])("stays when its job %s", async (_, change) => {
    change();
    expect(await park(batchOf(successNotice(), jobFor({ key: "c.jpg" })))).toEqual(leaves("m1"));
    expect(await latestOf(OBJECT.key)).toBeUndefined();
    expect(await latestOf("c.jpg")).toMatchObject({ state: "failed" });
  });

  it("stays when it points to another bucket, or nobody knows the exchange", async () => {
    const requestParameters = { inputLocation: `s3://uploads/${jobKeyOf(jobFor())}` };
    exchange.place(jobKeyOf(jobFor()), jobFor());
    expect(await park(batchOf(successNotice({ requestParameters })))).toEqual(leaves("m1"));
    expect(await parkerWith({})(batchOf(successNotice()))).toEqual(leaves("m1"));
    expect(verdicts.rows()).toEqual({});
  });
});

it("keeps every letter while the table is out of reach, and parks it afterwards", async () => {
  const { put } = verdicts;
  verdicts.put = async () => {
    throw new Error("table unavailable");
  };
  expect(await park(batchOf(jobFor(), scannedResult()))).toEqual(leaves("m1", "m2"));
  verdicts.put = put;
  expect(await park(batchOf(jobFor(), scannedResult()))).toEqual(leaves());
  expect(verdicts.rows()).toHaveProperty("latest");
});

describe("a result that was given up because nobody could be told", () => {
  beforeEach(async () => {
    for (const row of [versionRow(OBJECT), latestRow(OBJECT)]) await verdicts.put(row, SCANNED);
  });

  it("is told of, as it stands", async () => {
    expect(await park(batchOf(scannedResult()))).toEqual(leaves());
    expect(told).toEqual([SCANNED]);
  });

  it("stays a dead letter until it was", async () => {
    tell = () => Promise.reject(new Error("throttled"));
    expect(await park(batchOf(scannedResult()))).toEqual(leaves("m1"));
  });

  it("is not told of when something else stands", async () => {
    await verdicts.put(latestRow(OBJECT), scannedVerdictOf(scannedResult(jobFor({}, 1)), "masks"));
    expect(await park(batchOf(scannedResult()))).toEqual(leaves());
    expect(told).toEqual([]);
  });
});

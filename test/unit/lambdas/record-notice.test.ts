import { beforeEach, describe, expect, it } from "vitest";
import { makeSharpCodec } from "../../../adapters/image/sharp-codec.ts";
import { jobKeyOf } from "../../../core/contracts/object-keys.ts";
import type { ScanJob } from "../../../core/contracts/scan-job.ts";
import { MAX_SCAN_RESULT_BYTES, type ScannedResult } from "../../../core/contracts/scan-result.ts";
import type { BatchHandler } from "../../../lambdas/handle-each.ts";
import { makeRecordVerdict } from "../../../lambdas/record-verdict/record-verdict.ts";
import { deletedResult, jobFor, parkedResult, scannedResult } from "../../helpers/builders.ts";
import { collect } from "../../helpers/collect.ts";
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

const codec = makeSharpCodec();
const NOW = new Date("2026-01-02T03:04:07.000Z");
const OUTPUT = "results/1.out";

let verdicts: MemoryVerdictStore;
let masks: MemoryObjects;
let exchange: MemoryExchange;
let telemetry: RecordedTelemetry;
let record: BatchHandler;

function recorder(options: { readonly exchange?: MemoryExchange }): BatchHandler {
  const clock = { now: () => NOW, monotonicMs: () => 0 };
  const stores = { masks, maskBucket: "masks", verdicts, announcers: [] };
  return makeRecordVerdict({ ...stores, ...options, codec, clock, telemetry });
}

beforeEach(() => {
  verdicts = new MemoryVerdictStore();
  masks = new MemoryObjects();
  exchange = new MemoryExchange();
  telemetry = new RecordedTelemetry();
  record = recorder({ exchange });
  exchange.place(jobKeyOf(jobFor()), jobFor());
});

const latest = () => verdicts.rows()["latest"];

/** A result with a map that opens. */
async function scanned(job: ScanJob = jobFor()): Promise<ScannedResult> {
  const chunks = await collect(
    codec.encodeGray({ width: 1, height: 1, rows: [Uint8Array.of(255)] }, "small"),
  );
  const pngBase64 = Buffer.concat(chunks).toString("base64");
  return { ...scannedResult(job), map: { width: 1, height: 1, pngBase64 } };
}

describe("a notice of success", () => {
  it("is recorded from where its result lies", async () => {
    exchange.place(OUTPUT, await scanned());
    expect(await record(batchOf(successNotice()))).toEqual(leaves());
    expect(latest()).toMatchObject({ state: "scanned", scanId: jobFor().scanId });
    expect(masks.written).toHaveLength(1);
  });

  it.each([
    ["plain", (text: string) => ({ content: text, encoding: "UTF-8" })],
    ["in base64", (text: string) => ({ content: btoa(text), encoding: "BASE64" })],
    ["as a text", (text: string) => text],
  ])("is recorded from the result in it: %s", async (_, responseBody) => {
    const body = responseBody(JSON.stringify(await scanned()));
    expect(await record(batchOf(successNotice({ responseBody: body })))).toEqual(leaves());
    expect(latest()).toMatchObject({ state: "scanned", scanId: jobFor().scanId });
  });

  it.each([
    ["of another shape", { message: "too large" }],
    ["cut off", { content: '{"version":1,' }],
  ])("is recorded from where its result lies when the one in it is %s", async (_, responseBody) => {
    exchange.place(OUTPUT, await scanned());
    expect(await record(batchOf(successNotice({ responseBody })))).toEqual(leaves());
    expect(latest()).toMatchObject({ state: "scanned" });
  });

  it("is recorded out of the envelope of SNS", async () => {
    exchange.place(OUTPUT, await scanned());
    expect(await record(batchOf(inSnsEnvelope(successNotice())))).toEqual(leaves());
    expect(latest()).toMatchObject({ state: "scanned" });
  });

  it("brings a failure that the endpoint found out as it is", async () => {
    exchange.place(OUTPUT, parkedResult());
    expect(await record(batchOf(successNotice()))).toEqual(leaves());
    expect(latest()).toMatchObject({ reason: parkedResult().reason });
  });

  it("without any result is a failure of the endpoint", async () => {
    const notice = successNotice({ responseParameters: undefined });
    expect(await record(batchOf(notice))).toEqual(leaves());
    expect(latest()).toMatchObject({
      reason: { code: "poison", message: expect.stringContaining("no result came with it") },
    });
  });
});

describe("a notice of failure", () => {
  it("becomes a verdict that any later scan replaces, with the job inside", async () => {
    const reason = "ClientError: Received server error (500) from model.";
    expect(await record(batchOf(failureNotice(reason)))).toEqual(leaves());
    expect(latest()).toMatchObject({
      state: "failed",
      reason: { code: "poison", message: expect.stringContaining(reason) },
      job: jobFor(),
      scannedAt: NOW.toISOString(),
    });
    expect(latest()?.order).toMatch(/#0$/);
    expect(telemetry.metrics).toMatchObject({ Failed: [1] });
  });

  it("keeps the advice of the verdict, however much SageMaker says", async () => {
    await record(batchOf(failureNotice("?".repeat(5000))));
    expect(latest()).toMatchObject({
      reason: { message: expect.stringMatching(/then redrive\. A retry may then succeed\.$/) },
    });
  });

  it.each([
    ["Failed", "The request expired before it was processed"],
    ["Failed", "RequestTTLSeconds: the TTL of the request has passed"],
    ["Expired", undefined],
  ])("says how long a job waited that is %s: %s", async (invocationStatus, failureReason) => {
    await record(batchOf(failureNotice("", { invocationStatus, failureReason })));
    expect(latest()).toMatchObject({
      reason: { code: "expired", message: expect.stringContaining(" 122 s ") },
    });
  });

  it.each([
    ["since it was asked for", { requestedAt: "2026-01-02T03:03:57.000Z" }, " 10 s "],
    ["no time that is known", {}, " 0 s "],
  ])("without times says that it waited %s", async (_, asked, waited) => {
    exchange.place(jobKeyOf(jobFor()), { ...jobFor(), ...asked });
    await record(batchOf(failureNotice("expired", { receivedTime: undefined })));
    expect(latest()).toMatchObject({ reason: { message: expect.stringContaining(waited) } });
  });

  it("is recorded out of the envelope of SNS", async () => {
    expect(await record(batchOf(inSnsEnvelope(failureNotice("broken"))))).toEqual(leaves());
    expect(latest()).toMatchObject({ state: "failed" });
  });
});

describe("a notice that cannot be trusted", () => {
  const elsewhere = (location: string) => ({ responseParameters: { outputLocation: location } });

  it.each([
    ["a result in another bucket", async () => successNotice(elsewhere(`s3://uploads/${OUTPUT}`))],
    [
      "a job in another bucket",
      async () => {
        const inputLocation = `s3://uploads/${jobKeyOf(jobFor())}`;
        return failureNotice("broken", { requestParameters: { inputLocation } });
      },
    ],
    [
      "the job of another scan",
      async () => failureNotice("broken", { inferenceId: jobFor({}, 1).scanId }),
    ],
    [
      "the result of another scan, by its place",
      async () => successNotice({ inferenceId: jobFor({}, 1).scanId }),
    ],
    [
      "the result of another scan, in it",
      async () => successNotice({ responseBody: JSON.stringify(await scanned(jobFor({}, 1))) }),
    ],
    [
      "a deletion",
      async () => successNotice({ responseBody: JSON.stringify(deletedResult({}, "object")) }),
    ],
    ["no scan", async () => successNotice({ inferenceId: undefined })],
    [
      "no place of its job",
      async () => successNotice({ requestParameters: { inputLocation: "https://exchange/jobs" } }),
    ],
  ])("is left to become a dead letter, alone: %s", async (_, notice) => {
    exchange.place(OUTPUT, await scanned());
    const other = await scanned(jobFor({ key: "other.jpg" }));
    expect(await record(batchOf(await notice(), other))).toEqual(leaves("m1"));
    expect(Object.values(verdicts.rows()).map(({ object }) => object.key)).toEqual([
      "other.jpg",
      "other.jpg",
    ]);
    expect(telemetry.metrics).toMatchObject({ RejectedMessage: [1] });
  });

  it("is refused whole while no exchange is known, and the refusal says so", async () => {
    record = recorder({});
    const inline = successNotice({ responseBody: JSON.stringify(await scanned()) });
    expect(await record(batchOf(inline, failureNotice("broken")))).toEqual(leaves("m1", "m2"));
    expect(verdicts.rows()).toEqual({});
    const errors = telemetry.lines.map(({ fields }) => String(fields["error"]));
    expect(errors[0]).toContain("EXCHANGE_BUCKET is not set");
    expect(telemetry.metrics).toEqual({ RejectedMessage: [1, 1] });
  });
});

it("is delivered again while its job or its result cannot be read", async () => {
  exchange.texts.clear();
  expect(await record(batchOf(successNotice(), failureNotice("broken")))).toEqual(
    leaves("m1", "m2"),
  );
  expect(telemetry.metrics).toEqual({ Retried: [1, 1] });
});

it("reads no more than a result can have", async () => {
  exchange.place(OUTPUT, " ".repeat(MAX_SCAN_RESULT_BYTES + 1));
  expect(await record(batchOf(successNotice()))).toEqual(leaves("m1"));
  expect(String(telemetry.lines[0]?.fields["error"])).toContain("more than 200000 bytes");
});

import { beforeEach, describe, expect, it } from "vitest";
import type { ScanJob } from "../../../core/contracts/scan-job.ts";
import type { ScanResult } from "../../../core/contracts/scan-result.ts";
import type { BatchHandler } from "../../../lambdas/handle-each.ts";
import { SubmitScanEnv } from "../../../lambdas/submit-scan/env.ts";
import { makeSubmitScan } from "../../../lambdas/submit-scan/submit-scan.ts";
import { deletedResult, jobFor } from "../../helpers/builders.ts";
import { RecordedTelemetry } from "../../helpers/doubles/recorded-telemetry.ts";
import { batchOf, leaves } from "../../helpers/message-batch.ts";

let submitted: ScanJob[];
let sent: ScanResult[];
let refused: string | undefined;
let telemetry: RecordedTelemetry;
let submit: BatchHandler;

beforeEach(() => {
  [submitted, sent, refused, telemetry] = [[], [], undefined, new RecordedTelemetry()];
  submit = makeSubmitScan({
    submitter: {
      submit: async (job) => {
        if (job.object.key === refused) throw new Error("slow down");
        submitted.push(job);
      },
    },
    results: { send: async (result) => void sent.push(result) },
    resolveDeletion: async ({ object, target }) => deletedResult(object, target),
    telemetry,
    maskBucket: "masks",
  });
});

const record = (eventName: string, key: string, bucket = "uploads") => ({
  eventName,
  s3: { bucket: { name: bucket }, object: { key, size: 9, eTag: "e1", sequencer: "0A" } },
});
const upload = (key: string, bucket?: string) => record("ObjectCreated:Put", key, bucket);
const keys = () => submitted.map(({ object }) => object.key);

it("hands every job of a message to the endpoint", async () => {
  const event = { Records: [upload("a+b.jpg"), upload("c.jpg")] };
  expect(await submit(batchOf(event, jobFor()))).toEqual(leaves());
  expect(keys()).toEqual(["a b.jpg", "c.jpg", jobFor().object.key]);
  expect(submitted[2]).toEqual(jobFor());
  expect(sent).toEqual([]);
});

it("leaves a message that the endpoint does not take now, and no other", async () => {
  refused = "busy.jpg";
  const event = { Records: [upload("busy.jpg"), upload("a.jpg")] };
  expect(await submit(batchOf(event, { Records: [upload("c.jpg")] }))).toEqual(leaves("m1"));
  expect(keys()).toEqual(["a.jpg", "c.jpg"]);
  expect(telemetry.metrics).toEqual({ Retried: [1] });

  refused = undefined;
  expect(await submit(batchOf(event))).toEqual(leaves());
  expect(keys()).toContain("busy.jpg");
});

it("leaves what cannot be read for the dead letters, and hands over the rest of it", async () => {
  expect(await submit(batchOf({ Records: [{ s3: "?" }, upload("a.jpg")] }, "no job"))).toEqual(
    leaves("m1", "m2"),
  );
  expect(keys()).toEqual(["a.jpg"]);
  expect(telemetry.metrics).toEqual({ RejectedMessage: [1, 1] });
});

it("passes a deletion on as a result", async () => {
  const removal = record("ObjectRemoved:Delete", "gone.jpg");
  expect(await submit(batchOf({ Records: [removal] }))).toEqual(leaves());
  expect(submitted).toEqual([]);
  expect(sent).toMatchObject([{ state: "deleted", deletion: { object: { key: "gone.jpg" } } }]);
});

it("never hands over a mask, even when its bucket tells of one", async () => {
  const event = { Records: [upload("masks/00/00ff.png", "masks"), upload("photo.jpg", "masks")] };
  expect(await submit(batchOf(event, { Event: "s3:TestEvent" }))).toEqual(leaves());
  expect(keys()).toEqual(["photo.jpg"]);
  expect(telemetry.metrics).toEqual({ IgnoredRecord: [1, 1] });
});

describe("its environment", () => {
  const env = {
    RESULT_QUEUE_URL: "https://sqs.eu-central-1.amazonaws.com/1/results",
    MASK_BUCKET: "masks",
    EXCHANGE_BUCKET: "exchange",
    ENDPOINT_NAME: "fasa",
    REQUEST_TTL_SECONDS: "21600",
    INVOCATION_TIMEOUT_SECONDS: "120",
  };

  it("has times that SageMaker takes", () => {
    expect(SubmitScanEnv.safeParse(env).success).toBe(true);
  });

  it.each([
    ["REQUEST_TTL_SECONDS", "59", "expected 60 to 21600 seconds"],
    ["REQUEST_TTL_SECONDS", "21601", "expected 60 to 21600 seconds"],
    ["INVOCATION_TIMEOUT_SECONDS", "3601", "expected 1 to 3600 seconds"],
    ["INVOCATION_TIMEOUT_SECONDS", "2m", "expected a whole number of seconds"],
  ])("is refused when %s is %s", (name, value, expected) => {
    const { error } = SubmitScanEnv.safeParse({ ...env, [name]: value });
    expect(error?.message).toContain(expected);
  });
});

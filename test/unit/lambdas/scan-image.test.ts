import { beforeEach, expect, it } from "vitest";
import { scanError } from "../../../core/contracts/reasons.ts";
import type { ScanResult } from "../../../core/contracts/scan-result.ts";
import type { ScanImage } from "../../../core/scan/scan-image.ts";
import { makeScanImageFunction } from "../../../lambdas/scan-image/scan-image.ts";
import { deletedResult, jobFor, scannedResult } from "../../helpers/builders.ts";
import { RecordedTelemetry } from "../../helpers/doubles/recorded-telemetry.ts";
import { batchOf, leaves } from "../../helpers/message-batch.ts";

const MAX_DELIVERIES = 3;

let sent: ScanResult[];
beforeEach(() => {
  sent = [];
});

/** The function over one scan; whoever sleeps wakes at once when told to. */
function functionOver(scanImage: ScanImage, options: { readonly timesOut?: boolean } = {}) {
  return makeScanImageFunction({
    results: { send: async (result) => void sent.push(result) },
    scanImage,
    resolveDeletion: async ({ object, target }) => deletedResult(object, target),
    clock: { now: () => new Date("2026-01-02T03:04:06Z"), monotonicMs: () => 0 },
    sleep: () => (options.timesOut ? Promise.resolve() : new Promise(() => {})),
    telemetry: new RecordedTelemetry(),
    maskBucket: "masks",
    scanTimeoutMs: 100_000,
    maxDeliveries: MAX_DELIVERIES,
  });
}

/** A batch that has been delivered so often. */
function delivered(receiveCount: number, ...contents: readonly unknown[]) {
  const attributes = { ApproximateReceiveCount: String(receiveCount) };
  return { Records: batchOf(...contents).Records.map((record) => ({ ...record, attributes })) };
}

it("sends the result of a job, and leaves nothing in the queue", async () => {
  const scan = functionOver(async (job) => scannedResult(job));
  expect(await scan(delivered(1, jobFor()))).toEqual(leaves());
  expect(sent).toEqual([scannedResult(jobFor())]);
});

it("tells the scan which delivery is the last", async () => {
  const last: boolean[] = [];
  const scan = functionOver(async (job, { isLast }) => {
    last.push(isLast);
    return scannedResult(job);
  });
  for (const count of [1, 2, 3, 4]) await scan(delivered(count, jobFor()));
  expect(last).toEqual([false, false, true, true]);
});

it("leaves what failed for another delivery, and what cannot be read for the dead letters", async () => {
  const scan = functionOver(async (job) => {
    if (job.object.key === "locked.jpg") throw scanError("kms_denied", { action: "read" });
    return scannedResult(job);
  });
  const batch = delivered(1, jobFor({ key: "locked.jpg" }), "no job", jobFor());
  expect(await scan(batch)).toEqual(leaves("m1", "m2"));
  expect(sent).toHaveLength(1);
});

it("makes a verdict of a scan that hangs, on its last delivery", async () => {
  const scan = functionOver(() => new Promise(() => {}), { timesOut: true });
  expect(await scan(delivered(1, jobFor()))).toEqual(leaves("m1"));
  expect(sent).toEqual([]);
  expect(await scan(delivered(MAX_DELIVERIES, jobFor()))).toEqual(leaves());
  expect(sent).toMatchObject([{ state: "failed", reason: { code: "timeout" } }]);
});

it("never scans a mask, even when its bucket tells of one", async () => {
  const scan = functionOver(async (job) => scannedResult(job));
  const mask = jobFor({ bucket: "masks", key: "masks/00/00ff.png" });
  const image = jobFor({ bucket: "masks", key: "photo.jpg" });
  expect(await scan(delivered(1, mask, image))).toEqual(leaves());
  expect(sent).toEqual([scannedResult(image)]);
});

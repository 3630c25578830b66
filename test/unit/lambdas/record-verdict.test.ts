import { beforeEach, describe, expect, it } from "vitest";
import { makeSharpCodec } from "../../../adapters/image/sharp-codec.ts";
import { CONTRACT_VERSION, type ScannedResult } from "../../../core/contracts/scan-result.ts";
import type { Verdict } from "../../../core/contracts/verdict.ts";
import type { BatchHandler } from "../../../lambdas/handle-each.ts";
import { makeRecordVerdict } from "../../../lambdas/record-verdict/record-verdict.ts";
import {
  deletedResult,
  jobFor,
  MODEL,
  OBJECT,
  parkedResult,
  scannedResult,
} from "../../helpers/builders.ts";
import { collect } from "../../helpers/collect.ts";
import { MemoryObjects } from "../../helpers/doubles/memory-objects.ts";
import { MemoryVerdictStore } from "../../helpers/doubles/memory-verdict-store.ts";
import { RecordedTelemetry } from "../../helpers/doubles/recorded-telemetry.ts";
import { batchOf, leaves } from "../../helpers/message-batch.ts";

const codec = makeSharpCodec();
const NOW = new Date("2026-01-02T03:04:07.500Z");

let verdicts: MemoryVerdictStore;
let masks: MemoryObjects;
let telemetry: RecordedTelemetry;
let record: BatchHandler;
let announced: Verdict[];
let tell: (verdict: Verdict) => Promise<void>;

beforeEach(() => {
  [verdicts, masks, telemetry] = [
    new MemoryVerdictStore(),
    new MemoryObjects(),
    new RecordedTelemetry(),
  ];
  const clock = { now: () => NOW, monotonicMs: () => 0 };
  announced = [];
  const announcer = { announce: (verdict: Verdict) => tell(verdict) };
  tell = async (verdict) => void announced.push(verdict);
  const stores = { masks, maskBucket: "masks", verdicts };
  record = makeRecordVerdict({ ...stores, codec, announcers: [announcer], clock, telemetry });
});

/** A result whose map is white on its right half. */
async function scanned(job = jobFor()): Promise<ScannedResult> {
  const rows = [Uint8Array.of(0, 0, 255, 255)];
  const chunks = await collect(codec.encodeGray({ width: 4, height: 1, rows }, "small"));
  const pngBase64 = Buffer.concat(chunks).toString("base64");
  return { ...scannedResult(job), map: { width: 4, height: 1, pngBase64 } };
}

describe("a scan", () => {
  it("becomes a mask at the size of the image, and a verdict that names it", async () => {
    expect(await record(batchOf(await scanned()))).toEqual(leaves());
    const [mask] = masks.written;
    const verdict = verdicts.rows()["latest"];
    expect(verdict).toMatchObject({
      state: "scanned",
      mask: { bucket: "masks", key: mask?.key, width: 640, height: 480 },
    });
    expect(verdicts.rows()).toMatchObject({ "v#v1": { state: "scanned" } });
    expect(mask).toMatchObject({ bucket: "masks", contentType: "image/png" });

    const { width, height, values } = await codec.decodeGray(mask?.bytes ?? Buffer.of());
    expect([width, height]).toEqual([640, 480]);
    const middle = values.subarray(240 * 640, 241 * 640);
    expect([middle[0], middle[319], middle[320], middle[639]]).toEqual([0, 127, 128, 255]);
  });

  it("is not recorded before its mask is durable", async () => {
    masks.refusal = new Error("bucket unavailable");
    expect(await record(batchOf(await scanned()))).toEqual(leaves("m1"));
    expect(verdicts.rows()).toEqual({});

    masks.refusal = undefined;
    expect(await record(batchOf(await scanned()))).toEqual(leaves());
    expect(verdicts.rows()).toHaveProperty("latest");
  });

  it("counts once however often it comes, and a newer verdict stands", async () => {
    const redriven = await scanned(jobFor({}, 1));
    await record(batchOf(redriven, redriven, await scanned()));
    expect(verdicts.rows()["latest"]).toMatchObject({ generation: 1 });
    expect(telemetry.metrics).toMatchObject({ Scanned: [1], Superseded: [1, 1] });
    expect(telemetry.errors).toEqual([]);
  });

  it("tells how long the upload waited for it", async () => {
    const job = { ...jobFor(), requestedAt: "2026-01-02T03:04:05.000Z" };
    await record(batchOf(await scanned(job)));
    expect(telemetry.metrics).toMatchObject({ UploadToVerdictTime: [2500] });
  });
});

describe("a result without a mask", () => {
  it("is recorded as it is", async () => {
    await record(batchOf(parkedResult(), deletedResult({ sequencer: "0062F9" }, "object")));
    expect(verdicts.rows()).toMatchObject({
      "v#v1": { state: "failed", reason: { code: "poison" } },
      latest: { state: "deleted" },
    });
    expect(masks.written).toEqual([]);
    expect(telemetry.metrics).toMatchObject({ Failed: [1], Deleted: [1] });
  });
});

describe("a message that cannot be recorded", () => {
  it.each([
    ["no JSON", async () => "{"],
    ["an upload event", async () => ({ Records: [] })],
    ["a later version", async () => ({ ...(await scanned()), version: CONTRACT_VERSION + 1 })],
    ["a map of another size", async () => withMap(await scanned(), { width: 5 })],
    ["a map that is no PNG", async () => withMap(await scanned(), { pngBase64: "AAAA" })],
  ])("%s: is left to become a dead letter, loudly, and alone", async (_, bad) => {
    const other = await scanned(jobFor({ key: "other.jpg" }));
    expect(await record(batchOf(await bad(), other))).toEqual(leaves("m1"));
    expect(Object.values(verdicts.rows())).toMatchObject([
      { object: { key: "other.jpg" } },
      { object: { key: "other.jpg" } },
    ]);
    expect(telemetry.errors).toEqual(["message-failed"]);
  });

  it("is counted as rejected when another delivery cannot help", async () => {
    await record(batchOf("{"));
    expect(telemetry.metrics).toEqual({ RejectedMessage: [1] });
  });

  it("is delivered again when the table is out of reach", async () => {
    const outage = async () => {
      throw new Error("table unavailable");
    };
    verdicts.put = outage;
    expect(await record(batchOf(parkedResult()))).toEqual(leaves("m1"));
    expect(telemetry.metrics).toEqual({ Retried: [1] });
  });
});

function withMap(result: ScannedResult, map: Partial<ScannedResult["map"]>): ScannedResult {
  return { ...result, map: { ...result.map, ...map } };
}

it("keeps results of different objects apart", async () => {
  const other = { ...OBJECT, key: "other.jpg" };
  await record(batchOf(await scanned(), await scanned(jobFor(other))));
  expect(new Set(masks.written.map(({ key }) => key)).size).toBe(2);
});

describe("an announcement", () => {
  it("follows what is current now, and nothing older", async () => {
    const newer = await scanned(jobFor({ versionId: "v2", sequencer: "0062F2" }));
    await record(batchOf(newer, await scanned(), parkedResult(jobFor({ key: "given-up.jpg" }))));
    expect(announced.map(({ object, state }) => [object.key, object.versionId, state])).toEqual([
      [OBJECT.key, "v2", "scanned"],
      ["given-up.jpg", "v1", "failed"],
    ]);
  });

  it("that failed comes with the next delivery, though the verdict is stored", async () => {
    const once = tell;
    tell = async () => {
      throw new Error("bus unavailable");
    };
    const batch = batchOf(await scanned());
    expect(await record(batch)).toEqual(leaves("m1"));
    expect(verdicts.rows()["latest"]).toBeDefined();
    tell = once;
    expect(await record(batch)).toEqual(leaves());
    expect(announced).toEqual([verdicts.rows()["latest"]]);
  });

  it("tells what stands when the same scan was done twice, by two models", async () => {
    const byOther = { ...(await scanned()), model: { ...MODEL, sha256: "cd".repeat(32) } };
    await record(batchOf(await scanned(), byOther));
    const latest = verdicts.rows()["latest"];
    expect(latest).toMatchObject({ model: MODEL });
    expect(announced).toEqual([latest, latest]);
  });

  it("that failed comes again about a version that became current again, too", async () => {
    await record(
      batchOf(deletedResult({ versionId: "v2", sequencer: "0062F3" }, "version", OBJECT)),
    );
    const batch = batchOf(await scanned());
    await record(batch);
    await record(batch);
    expect(announced.map(({ objectVersion }) => objectVersion)).toEqual(["v1", "v1"]);
  });
});

import { describe, expect, it, vi } from "vitest";
import { type ScanError, scanError } from "../../../../core/contracts/reasons.ts";
import { MAX_SCAN_RESULT_BYTES, parseScanResult } from "../../../../core/contracts/scan-result.ts";
import { makeResolveDeletion } from "../../../../core/intake/resolve-deletion.ts";
import { makeScanImage } from "../../../../core/scan/scan-image.ts";
import { deletedResult, IMAGE, jobFor, MODEL, OBJECT } from "../../../helpers/builders.ts";
import { fakeScan, incompressibleMap, uniformMap } from "../../../helpers/doubles/fake-scan.ts";

const first = { isLast: false };
const last = { isLast: true };

it("an image becomes a result that says what was found, by which model, in what time", async () => {
  const result = await makeScanImage(fakeScan())(jobFor(), first);
  expect(parseScanResult(JSON.stringify(result))).toEqual(result);
  expect(result).toMatchObject({
    state: "scanned",
    model: MODEL,
    image: IMAGE,
    findings: {
      label: "manipulated",
      score: 0.75,
      manipulatedFraction: 1,
      regions: [{ x: 0, y: 0, width: 640, height: 480, areaPixels: 640 * 480 }],
    },
    map: { width: 8, height: 8 },
    timings: { fetchMs: 5, decodeMs: 10, inferMs: 5, analyseMs: 5 },
  });
});

describe("the size of a result", () => {
  it.each([
    [384, 192],
    [512, 256],
    [1024, 256],
  ])("is bounded: an incompressible map of side %d is sent with side %d", async (side, width) => {
    const key = "\u0001".repeat(1000);
    const result = await makeScanImage(fakeScan(incompressibleMap(side)))(jobFor({ key }), first);
    expect(Buffer.byteLength(JSON.stringify(result))).toBeLessThanOrEqual(MAX_SCAN_RESULT_BYTES);
    expect(result).toMatchObject({ state: "scanned", map: { width } });
  });

  it("does not shrink a map that fits, nor the findings of one that does not", async () => {
    expect(await makeScanImage(fakeScan(uniformMap(256, 0.1)))(jobFor(), first)).toMatchObject({
      map: { width: 256 },
    });
    const map = uniformMap(512, 0);
    map.values[0] = 1;
    const result = await makeScanImage(fakeScan(map))(jobFor(), first);
    expect(result).toMatchObject({
      map: { width: 256 },
      findings: { score: 1, regions: [{ x: 0, y: 0 }] },
    });
  });
});

describe("what a retry cannot change is a result at once", () => {
  const tiny = { ...IMAGE, width: 31 };
  const bomb = { ...IMAGE, width: 30_000, height: 30_000 };
  const largeHeic = { ...IMAGE, format: "heic" as const, width: 10_000, height: 5_001 };
  it.each([
    ["too_small", "skipped", tiny],
    ["too_many_pixels", "skipped", bomb],
    ["too_many_pixels", "skipped", largeHeic],
  ])("%s → %s, before decoding", async (code, state, facts) => {
    const deps = fakeScan(uniformMap(8, 0), facts);
    const decode = vi.spyOn(deps.codec, "decode");
    const result = await makeScanImage(deps)(jobFor(), first);
    expect(result).toMatchObject({ state, reason: { code }, image: facts, model: MODEL });
    expect(decode).not.toHaveBeenCalled();
  });

  it("too_large and empty objects are not even fetched", async () => {
    const deps = fakeScan();
    const get = vi.spyOn(deps.reader, "get");
    const scan = makeScanImage(deps);
    const big = await scan({ ...jobFor(), sizeBytes: deps.limits.maxSizeBytes + 1 }, first);
    const empty = await scan({ ...jobFor(), sizeBytes: 0 }, first);
    expect(big).toMatchObject({ state: "skipped", reason: { code: "too_large" } });
    expect(empty).toMatchObject({ state: "failed", reason: { code: "corrupt" } });
    expect(get).not.toHaveBeenCalled();
  });

  it("an undecodable image fails with the decoder's words, and what the header said", async () => {
    const deps = fakeScan();
    const error = scanError("corrupt", { found: "premature end" });
    vi.spyOn(deps.codec, "decode").mockRejectedValue(error);
    const result = await makeScanImage(deps)(jobFor(), first);
    expect(result).toMatchObject({
      state: "failed",
      image: IMAGE,
      reason: { code: "corrupt", message: expect.stringContaining("premature end") },
      timings: { fetchMs: 5, decodeMs: 10 },
    });
  });
});

describe("what a retry may change is thrown", () => {
  const denied = scanError("access_denied", { action: "read" });
  const scanWith = (error: Error) => {
    const deps = fakeScan();
    vi.spyOn(deps.reader, "get").mockRejectedValue(error);
    return makeScanImage(deps);
  };

  it("until the last delivery when it has a reason of its own", async () => {
    await expect(scanWith(denied)(jobFor(), first)).rejects.toBe(denied);
    const given = await scanWith(denied)(jobFor(), last);
    expect(given).toMatchObject({ state: "failed", reason: { code: "access_denied" } });
  });

  it("always when it has none: the dead-letter queue keeps the job", async () => {
    const unknown = new Error("socket hang up");
    await expect(scanWith(unknown)(jobFor(), last)).rejects.toBe(unknown);
  });
});

describe("a deletion", () => {
  const clock = fakeScan().clock;
  const passWith = (head: () => Promise<{ sizeBytes: number; eTag: string; versionId?: string }>) =>
    makeResolveDeletion({ reader: { head }, clock });
  const gone: ScanError = scanError("not_found", { found: "404" });
  const neverAsked = () => Promise.reject(new Error("must not head the object"));
  const ofVersion = deletedResult({ versionId: "v2", sequencer: "0062F3" }, "version").deletion;
  const ofObject = deletedResult({ sequencer: "0062F3" }, "object").deletion;
  const unordered = deletedResult({}, "object").deletion;

  it("of the object is passed on as it is", async () => {
    const result = await passWith(neverAsked)(ofObject);
    expect(parseScanResult(JSON.stringify(result))).toEqual(result);
    expect(result).toMatchObject({ state: "deleted", deletion: ofObject });
  });

  it.each([ofVersion, unordered])(
    "that cannot say what is left asks the bucket: %j",
    async (deletion) => {
      const there = async () => ({ sizeBytes: 1, eTag: "9336", versionId: "v1" });
      const { bucket, key } = OBJECT;
      const current = { bucket, key, eTag: "9336", versionId: "v1" };
      expect(await passWith(there)(deletion)).toMatchObject({ current });
      expect(await passWith(() => Promise.reject(gone))(deletion)).not.toHaveProperty("current");
      await expect(passWith(() => Promise.reject(new Error("503")))(deletion)).rejects.toThrow(
        "503",
      );
    },
  );
});

import { expect, it } from "vitest";
import { versionIdOf } from "../../core/contracts/object-identity.ts";
import { jobKeyOf, latestRow, maskKeyOf, versionRow } from "../../core/contracts/object-keys.ts";
import { encodeOrder } from "../../core/contracts/ordering.ts";
import { REASONS, ReasonCode, scanError } from "../../core/contracts/reasons.ts";
import { failureOf, Reason } from "../../core/contracts/scan-result.ts";
import { MODEL, OBJECT } from "../helpers/builders.ts";

it("a version is its version id, else its sequencer, else its ETag", () => {
  const { versionId: _, ...unversioned } = OBJECT;
  const { sequencer: __, ...listed } = unversioned;
  expect(versionIdOf(OBJECT)).toBe("v1");
  expect(versionIdOf({ ...OBJECT, versionId: "null" })).toBe("seq:0062F1");
  expect(versionIdOf(unversioned)).toBe("seq:0062F1");
  expect(versionIdOf(listed)).toBe("etag:9336ebf25087d91c818ee6e9ec29f8c1");
});

it("rows are found by the object's own name", () => {
  expect(latestRow(OBJECT)).toEqual({ object: "uploads/press/red flöwer.jpg", version: "latest" });
  expect(versionRow(OBJECT)).toMatchObject({ version: "v#v1" });
  expect(jobKeyOf({ scanId: "ab".repeat(32) })).toBe(`jobs/${"ab".repeat(32)}.json`);
});

it("no object key can shape a mask's key", () => {
  const key = maskKeyOf({ ...OBJECT, key: "../../etc/passwd\n" }, MODEL);
  expect(key).toMatch(/^masks\/([0-9a-f]{2})\/\1[0-9a-f]{62}\.png$/);
  const others = [
    maskKeyOf(OBJECT, MODEL),
    maskKeyOf({ ...OBJECT, versionId: "v2" }, MODEL),
    maskKeyOf(OBJECT, { ...MODEL, sha256: "cd".repeat(32) }),
    maskKeyOf(OBJECT, { ...MODEL, historySha256: "cd".repeat(32) }),
    maskKeyOf(OBJECT, { ...MODEL, copiesSha256: "ef".repeat(32) }),
  ];
  expect(new Set([key, ...others]).size).toBe(6);
});

it("the mask by a network alone stays where it has always been", () => {
  expect(maskKeyOf(OBJECT, MODEL)).toBe(
    "masks/5d/5dee4e08b6ce82da7c299234c2620d124f8a53035f50c5ca5947d73c6a6aff30.png",
  );
});

it("orders compare as text: sequencer, then generation, then rank", () => {
  const ordered = [
    { sequencer: undefined, generation: 9, rank: 2 },
    { sequencer: "0062f1", generation: 0, rank: 0 },
    { sequencer: "0062F1", generation: 0, rank: 1 },
    { sequencer: "0062F100", generation: 0, rank: 2 },
    { sequencer: "0062F1", generation: 2, rank: 0 },
    { sequencer: "0062F1", generation: 10, rank: 0 },
    { sequencer: "0062F10A", generation: 0, rank: 0 },
    { sequencer: "0063", generation: 0, rank: 0 },
  ] as const;
  const encoded = ordered.map(encodeOrder);
  expect(encoded.toSorted()).toEqual(encoded);
  expect(new Set(encoded).size).toBe(encoded.length);
});

it("every reason keeps its state, and whether a redrive can help", () => {
  const table = ReasonCode.options.map((code) => {
    const { state, retryable } = REASONS[code];
    return `${code}: ${state}${retryable ? ", retryable" : ""}`;
  });
  expect(table).toEqual([
    "unsupported_format: failed",
    "corrupt: failed",
    "too_large: skipped",
    "too_many_pixels: skipped",
    "too_small: skipped",
    "archived: skipped",
    "superseded: skipped",
    "access_denied: failed, retryable",
    "kms_denied: failed, retryable",
    "not_found: failed",
    "timeout: failed, retryable",
    "expired: failed, retryable",
    "poison: failed, retryable",
  ]);
});

it.each(ReasonCode.options)("%s has a message that fits the contract", (code) => {
  const everything = {
    found: "x".repeat(5000),
    sizeBytes: 1,
    limitBytes: 1,
    width: 1,
    height: 1,
    limitPixels: 1,
    minSidePixels: 1,
    storageClass: "GLACIER",
    expectedETag: "9336",
    action: "read",
    limitMs: 1,
    waitedSeconds: 1,
    receiveCount: 1,
    lastError: "boom",
  };
  const { reason } = failureOf(scanError(code, everything));
  expect(Reason.parse(reason)).toEqual(reason);
  expect(reason.message).not.toContain("undefined");
});

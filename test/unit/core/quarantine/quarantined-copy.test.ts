import { describe, expect, it } from "vitest";
import {
  copyMetadataOf,
  copyPlaceOf,
  isCopy,
} from "../../../../core/quarantine/quarantined-copy.ts";
import { scannedVerdictOf } from "../../../../core/verdicts/result-to-verdict.ts";
import { jobFor, scannedResult } from "../../../helpers/builders.ts";

const verdictOf = (object: Parameters<typeof jobFor>[0] = {}) =>
  scannedVerdictOf(scannedResult(jobFor(object)), "masks");
const to = { bucket: "held", prefix: "" };

describe("the place of a copy", () => {
  it("is the same for the same version, and another for any other", () => {
    const places = [
      verdictOf(),
      verdictOf(),
      verdictOf({ versionId: "v2" }),
      verdictOf({ key: "other.jpg" }),
      verdictOf({ bucket: "press" }),
    ].map((verdict) => copyPlaceOf(verdict, to).key);
    expect(new Set(places).size).toBe(4);
    expect(places[0]).toBe(places[1]);
  });

  it("holds nothing of a key that could break it", () => {
    for (const key of [
      "../../etc",
      "a/./b",
      "%2e%2e",
      "ä".repeat(512),
      "\u0000",
      "a?versionId=x",
    ]) {
      expect(copyPlaceOf(verdictOf({ key }), to).key).toMatch(/^uploads\/[0-9a-f]{64}\.jpeg$/);
    }
  });

  it("is known as the quarantine's own", () => {
    const place = { bucket: "held", prefix: "images/" };
    expect(isCopy(copyPlaceOf(verdictOf(), place), place)).toBe(true);
    expect(isCopy({ bucket: "held", key: "image.jpg" }, place)).toBe(false);
    expect(isCopy({ bucket: "other", key: "images/a" }, place)).toBe(false);
  });
});

describe("what a copy says", () => {
  const bytesOf = (metadata: Readonly<Record<string, string>>) =>
    Buffer.byteLength(Object.entries(metadata).flat().join(""));

  it("is where it came from and what was found, in ASCII, beside what the image said of itself", () => {
    const metadata = copyMetadataOf(verdictOf(), { camera: "X100" });
    expect(metadata).toEqual({
      camera: "X100",
      "fasa-bucket": "uploads",
      "fasa-key": "press%2Fred%20fl%C3%B6wer.jpg",
      "fasa-version": "v1",
      "fasa-scan-id": verdictOf().scanId,
      "fasa-score": "0.9700",
      "fasa-scanned-at": "2026-01-02T03:04:06.000Z",
    });
    expect(Object.entries(metadata).flat().join("")).toMatch(/^[\x20-\x7e]*$/);
  });

  it("cannot be forged by an upload that brings such names along", () => {
    expect(copyMetadataOf(verdictOf(), { "fasa-score": "0" })["fasa-score"]).toBe("0.9700");
  });

  it.each([
    ["theirs", { key: "a.jpg" }, { long: "x".repeat(2000) }, ["fasa-key"], ["long"]],
    ["the key", { key: "ä".repeat(512) }, {}, ["fasa-bucket"], ["fasa-key"]],
    ["a version", { versionId: "v".repeat(1022) }, {}, ["fasa-key"], ["fasa-version"]],
  ])("leaves out %s where S3 takes no more", (_, object, theirs, kept, left) => {
    const metadata = copyMetadataOf(verdictOf(object), theirs);
    expect(bytesOf(metadata)).toBeLessThanOrEqual(2048);
    for (const name of kept) expect(metadata).toHaveProperty([name]);
    for (const name of left) expect(metadata).not.toHaveProperty([name]);
  });
});

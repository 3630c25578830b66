import { describe, expect, it } from "vitest";
import {
  MAX_REASON_CHARACTERS,
  REASONS,
  type ReasonCode,
  type ReasonDetails,
  scanError,
} from "../../core/contracts/reasons.ts";

const size = { width: 20, height: 30 };
const DETAILS: ReasonDetails = {
  unsupported_format: { found: "text" },
  corrupt: { found: "a PNG that is cut off." },
  too_large: { sizeBytes: 11, limitBytes: 10 },
  too_many_pixels: { ...size, limitPixels: 500 },
  too_small: { ...size, minSidePixels: 32 },
  archived: { storageClass: "GLACIER" },
  superseded: { expectedETag: "9336" },
  access_denied: { action: "read" },
  kms_denied: { action: "read" },
  not_found: { found: "NoSuchKey" },
  timeout: { limitMs: 5 },
  expired: { waitedSeconds: 5 },
  poison: { receiveCount: 4, lastError: "out of memory" },
};
const PARTS =
  /^Expected (?<expected>\S.*), received (?<received>\S.*)\. (?<advice>\S.*)\. A retry (?<retry>may then succeed|ends the same)\.$/;

const codes = Object.keys(DETAILS).filter((code): code is ReasonCode => code in REASONS);
const messageOf = <Code extends ReasonCode>(code: Code, details: ReasonDetails[Code]) =>
  scanError(code, details).message;

const saysOf = <Code extends ReasonCode>(code: Code, details: ReasonDetails[Code]) =>
  scanError(code, details).says;

const VOICES = ["object", "file"] as const;
const spoken = codes.flatMap((code) => VOICES.map((voice) => [code, voice] as const));
/** Nothing of a file on this machine ends so. */
const ONLY_OBJECTS: readonly ReasonCode[] = ["archived", "kms_denied", "expired"];

describe("a reason says what was expected and received, what to do, and whether a retry helps", () => {
  it.each(spoken)("%s, of an %s", (code, voice) => {
    const { expected, received, advice, retry } =
      PARTS.exec(saysOf(code, DETAILS[code])[voice])?.groups ?? {};
    expect([expected, received, advice].every((part) => (part ?? "").length > 1)).toBe(true);
    expect(retry === "may then succeed").toBe(REASONS[code].retryable);
  });

  it("of every code", () => expect(codes.sort()).toEqual(Object.keys(REASONS).sort()));

  it("when nothing can be told of what was received", () => {
    expect(messageOf("corrupt", { found: "" })).toMatch(PARTS);
    expect(messageOf("poison", { receiveCount: 1, lastError: " \n" })).toMatch(PARTS);
  });

  it.each(codes.filter((code) => !ONLY_OBJECTS.includes(code)))(
    "%s of a file needs no word of a bucket's world",
    (code) => {
      expect(saysOf(code, DETAILS[code]).file).not.toMatch(
        /upload|object|bucket|redrive|role|worker|deliver|limit is|raise/i,
      );
    },
  );

  it("however long an error is", () => {
    const message = messageOf("not_found", { found: "?".repeat(5000) });
    expect(message).toHaveLength(MAX_REASON_CHARACTERS);
    expect(message).toMatch(PARTS);
  });
});

import { expect, it } from "vitest";
import {
  isStillThere,
  nextStep,
  type QuarantineSettings,
} from "../../../../core/quarantine/plan-quarantine.ts";
import { isMoved, type QuarantineRecord } from "../../../../core/quarantine/quarantine-record.ts";
import {
  scannedVerdictOf,
  unscannedVerdictOf,
} from "../../../../core/verdicts/result-to-verdict.ts";
import {
  authentic,
  jobFor,
  OBJECT,
  parkedResult,
  scannedResult,
} from "../../../helpers/builders.ts";

const verdict = scannedVerdictOf(scannedResult(), "masks");
const to = { bucket: "held", prefix: "images/" };
const COPY: QuarantineSettings = { action: "copy", to };
const MOVE: QuarantineSettings = { action: "move", to };

const recordIn = (state: QuarantineRecord["state"]): QuarantineRecord => ({
  version: 1,
  object: OBJECT,
  scanId: verdict.scanId,
  state,
  copy: { bucket: "held", key: "images/uploads/a.jpeg" },
  copiedAt: "2026-01-02T03:04:05.000Z",
});

it("does nothing about what is not manipulated", () => {
  for (const other of [authentic(verdict), unscannedVerdictOf(parkedResult())]) {
    expect(nextStep(other, undefined, MOVE)).toEqual({ do: "nothing", why: "not-manipulated" });
  }
});

it("copies first, whatever the action", () => {
  for (const settings of [COPY, MOVE]) {
    expect(nextStep(verdict, undefined, settings)).toMatchObject({
      do: "copy",
      to: { bucket: "held", key: expect.stringMatching(/^images\/uploads\/[0-9a-f]{64}\.jpeg$/) },
    });
  }
});

it.each([
  ["copied", "nothing", "remove"],
  // Was foretold when moving was asked for; to stop half-way would leave nobody knowing.
  ["removing", "remove", "remove"],
  ["removed", "nothing", "nothing"],
  ["kept", "nothing", "nothing"],
] as const)("what is %s: copy does %s, move does %s", (state, copying, moving) => {
  expect(nextStep(verdict, recordIn(state), COPY).do).toBe(copying);
  expect(nextStep(verdict, recordIn(state), MOVE).do).toBe(moving);
});

it("never copies a copy", () => {
  const held = scannedVerdictOf(
    scannedResult(jobFor({ bucket: "held", key: "images/uploads/a.jpeg" })),
    "masks",
  );
  expect(nextStep(held, undefined, COPY)).toEqual({ do: "nothing", why: "own-copy" });
  const beside = scannedVerdictOf(scannedResult(jobFor({ bucket: "held", key: "in/a" })), "masks");
  expect(nextStep(beside, undefined, COPY).do).toBe("copy");
});

it("names what no single request copies", () => {
  const image = { ...verdict.image, sizeBytes: 5 * 1024 ** 3 + 1 };
  expect(() => nextStep({ ...verdict, image }, undefined, COPY)).toThrow("received 5368709121");
  const largest = { ...verdict.image, sizeBytes: 5 * 1024 ** 3 };
  expect(nextStep({ ...verdict, image: largest }, undefined, COPY).do).toBe("copy");
});

it("copies nothing that it cannot tell from a later upload", () => {
  const { bucket, key, eTag = "" } = OBJECT;
  const unnamed = { ...verdict, object: { bucket, key, versionId: "null" } };
  expect(() => nextStep(unnamed, undefined, COPY)).toThrow("neither a version nor an ETag");
  const named = { ...unnamed, object: { ...unnamed.object, eTag } };
  expect(nextStep(named, undefined, COPY).do).toBe("copy");
});

it.each([
  ["the version itself", { versionId: "v1", eTag: "a" }, { versionId: "v1", eTag: "a" }, true],
  [
    "another version of the same bytes",
    { versionId: "v1", eTag: "a" },
    { versionId: "v2", eTag: "a" },
    false,
  ],
  ["the same bytes without versions", { eTag: "a" }, { eTag: "a" }, true],
  ["other bytes without versions", { eTag: "a" }, { eTag: "b" }, false],
  [
    "the same bytes, versions suspended",
    { versionId: "null", eTag: "a" },
    { versionId: "null", eTag: "a" },
    true,
  ],
  ["an upload of which no ETag is known", {}, { eTag: "a" }, false],
])("takes %s for what was scanned or not", (_, object, current, expected) => {
  expect(isStillThere(object, current)).toBe(expected);
});

it("takes an image for moved from the moment it is foretold", () => {
  const states = ["copied", "removing", "removed", "kept"] as const;
  expect(states.filter((state) => isMoved({ state }))).toEqual(["removing", "removed"]);
});

import { beforeEach, describe, expect, it } from "vitest";
import { scanError } from "../../../core/contracts/reasons.ts";
import type { ImageMover, QuarantineRecords } from "../../../core/ports.ts";
import { isMoved } from "../../../core/quarantine/quarantine-record.ts";
import type { QuarantineAction } from "../../../core/settings/quarantine-action.ts";
import { scannedVerdictOf } from "../../../core/verdicts/result-to-verdict.ts";
import { makeQuarantineImage } from "../../../lambdas/quarantine-image/quarantine-image.ts";
import { authentic, OBJECT, scannedResult } from "../../helpers/builders.ts";
import { MemoryMover, MemoryQuarantineRecords } from "../../helpers/doubles/memory-quarantine.ts";
import { RecordedTelemetry } from "../../helpers/doubles/recorded-telemetry.ts";
import { batchOf, leaves } from "../../helpers/message-batch.ts";

const NOW = "2026-01-02T03:04:07.000Z";
const verdict = scannedVerdictOf(scannedResult(), "masks");
const eventOf = (detail: unknown = verdict) => ({
  version: "0",
  source: "fasa.scanner",
  "detail-type": "Verdict",
  detail,
});
const SCANNED = { eTag: OBJECT.eTag ?? "", versionId: "v1" };

let mover: MemoryMover;
let records: MemoryQuarantineRecords;
let telemetry: RecordedTelemetry;
beforeEach(() => {
  [mover, records, telemetry] = [
    new MemoryMover(),
    new MemoryQuarantineRecords(),
    new RecordedTelemetry(),
  ];
  mover.upload(SCANNED);
});

function handle(
  action: QuarantineAction,
  event: unknown = eventOf(),
  ports: { mover?: ImageMover; records?: QuarantineRecords } = {},
) {
  const clock = { now: () => new Date(NOW), monotonicMs: () => 0 };
  const settings = { action, to: { bucket: "held", prefix: "" } };
  return makeQuarantineImage({ mover, records, settings, clock, telemetry, ...ports })(
    batchOf(event),
  );
}

describe("an image that was found manipulated", () => {
  it("is copied, and stays where it is", async () => {
    expect(await handle("copy")).toEqual(leaves());
    expect(await records.get(OBJECT)).toEqual({
      version: 1,
      object: OBJECT,
      scanId: verdict.scanId,
      state: "copied",
      copy: { bucket: "held", key: expect.stringMatching(/^uploads\/[0-9a-f]{64}\.jpeg$/) },
      copiedAt: NOW,
    });
    expect([...mover.copies.values()]).toEqual([
      expect.objectContaining({ "fasa-scan-id": verdict.scanId, "fasa-version": "v1" }),
    ]);
    expect(mover.current).toEqual(SCANNED);
    expect(telemetry.metrics).toEqual({ Quarantined: [1] });
  });

  it("is moved, and its version is kept", async () => {
    expect(await handle("move")).toEqual(leaves());
    expect(await records.get(OBJECT)).toMatchObject({ state: "removed" });
    expect(mover.current).toBeUndefined();
    expect(mover.versions).toEqual([SCANNED]);
  });

  it("is moved once: another event about it changes nothing that came since", async () => {
    await handle("move");
    const newer = { eTag: "e2", versionId: "v2" };
    mover.upload(newer);
    expect(await handle("move")).toEqual(leaves());
    expect(mover.current).toEqual(newer);
    expect(mover.copies.size).toBe(1);
    expect(telemetry.metrics).toEqual({ Quarantined: [1] });
  });

  it("leaves what was uploaded over it, and is copied all the same", async () => {
    const newer = { eTag: "e2", versionId: "v2" };
    mover.upload(newer);
    expect(await handle("move")).toEqual(leaves());
    expect(mover.current).toEqual(newer);
    expect(await records.get(OBJECT)).toMatchObject({ state: "kept" });
    expect(mover.copies.size).toBe(1);
  });
});

it("leaves alone what is authentic", async () => {
  expect(await handle("move", eventOf(authentic(verdict)))).toEqual(leaves());
  expect([mover.copies.size, mover.current]).toEqual([0, SCANNED]);
});

it.each(["nonsense", { source: "fasa.scanner" }, eventOf({})])(
  "delivers again what is no event about a verdict, until it is a dead letter",
  async (event) => {
    expect(await handle("copy", event)).toEqual(leaves("m1"));
    expect(telemetry.metrics).toEqual({ RejectedMessage: [1] });
  },
);

describe("what fails", () => {
  it.each(["kms_denied", "access_denied"] as const)(
    "is named and tried again: %s",
    async (code) => {
      const copy = () => Promise.reject(scanError(code, { action: "copy" }));
      expect(await handle("move", eventOf(), { mover: { copy, remove: mover.remove } })).toEqual(
        leaves("m1"),
      );
      expect(telemetry.lines).toContainEqual({
        level: "error",
        event: "quarantine-failed",
        fields: { object: OBJECT, scanId: verdict.scanId, code },
      });
      expect(mover.current).toEqual(SCANNED);
      expect(await handle("move")).toEqual(leaves());
    },
  );

  it("is named when the image is gone before it was copied", async () => {
    [mover, telemetry] = [new MemoryMover(), new RecordedTelemetry()];
    expect(await handle("copy")).toEqual(leaves("m1"));
    expect(telemetry.lines[0]?.fields).toMatchObject({ code: "not_found" });
  });
});

/** Fails at the n-th effect, before or after it took place. */
function failingAt(n: number, when: "before" | "after") {
  let count = 0;
  const effect = async <T>(work: () => Promise<T>): Promise<T> => {
    count++;
    if (count === n && when === "before") throw new Error("stopped");
    const result = await work();
    if (count === n) throw new Error("stopped");
    return result;
  };
  const ports = {
    mover: {
      copy: (...args: Parameters<ImageMover["copy"]>) => effect(() => mover.copy(...args)),
      remove: (...args: Parameters<ImageMover["remove"]>) =>
        effect(async () => {
          expect(mover.copies.size, "removed before it was copied").toBe(1);
          const record = await records.get(OBJECT);
          expect(record && isMoved(record), "removed before that was foretold").toBe(true);
          return mover.remove(...args);
        }),
    },
    records: {
      get: (...args: Parameters<QuarantineRecords["get"]>) => effect(() => records.get(...args)),
      put: (...args: Parameters<QuarantineRecords["put"]>) => effect(() => records.put(...args)),
    },
  };
  return { ports, effects: () => count };
}

it("whoever stops it and wherever, the next delivery ends the move, and nothing is lost", async () => {
  const whole = failingAt(0, "before");
  expect(await handle("move", eventOf(), whole.ports)).toEqual(leaves());
  expect(whole.effects()).toBe(6);
  for (const when of ["before", "after"] as const) {
    for (let n = 1; n <= whole.effects(); n++) {
      [mover, records] = [new MemoryMover(), new MemoryQuarantineRecords()];
      mover.upload(SCANNED);
      expect(await handle("move", eventOf(), failingAt(n, when).ports)).toEqual(leaves("m1"));
      expect(await handle("move")).toEqual(leaves());
      expect(await records.get(OBJECT)).toMatchObject({ state: "removed" });
      expect([mover.copies.size, mover.current, mover.versions]).toEqual([1, undefined, [SCANNED]]);
    }
  }
});

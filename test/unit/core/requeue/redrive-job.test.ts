import { describe, expect, it } from "vitest";
import { listedAtOf, listingKeyOf } from "../../../../core/contracts/listing.ts";
import type { ReasonCode } from "../../../../core/contracts/reasons.ts";
import type { UnscannedVerdict, Verdict } from "../../../../core/contracts/verdict.ts";
import type { VerdictIndex } from "../../../../core/ports.ts";
import { failedVerdicts } from "../../../../core/requeue/failed-verdicts.ts";
import { isRedriven, isUnscanned, redriveJobOf } from "../../../../core/requeue/redrive-job.ts";
import {
  scannedVerdictOf,
  unscannedVerdictOf,
} from "../../../../core/verdicts/result-to-verdict.ts";
import { jobFor, parkedResult, scannedResult } from "../../../helpers/builders.ts";
import { collect } from "../../../helpers/collect.ts";

const PARKED = unscannedVerdictOf(parkedResult());
const because = (code: ReasonCode): UnscannedVerdict => ({
  ...PARKED,
  reason: { ...PARKED.reason, code },
});

describe("redriven is", () => {
  it.each([
    ["poison", true],
    ["timeout", true],
    ["access_denied", true],
    ["corrupt", false],
    ["superseded", false],
  ] as const)("what failed by %s: %s", (code, expected) => {
    expect(isRedriven(because(code), {})).toBe(expected);
  });

  it("any reason that is named", () => {
    expect(isRedriven(because("corrupt"), { reasons: ["corrupt"] })).toBe(true);
    expect(isRedriven(because("poison"), { reasons: ["corrupt"] })).toBe(false);
  });

  it.each([
    ["since", "2026-01-02T03:04:06Z", true],
    ["since", "2026-01-02T03:04:07Z", false],
    ["until", "2026-01-02T03:04:06Z", false],
    ["until", "2026-01-02T03:04:07Z", true],
  ])("what was given up at 03:04:06, %s %s: %s", (bound, time, expected) => {
    expect(isUnscanned(PARKED, { [bound]: new Date(time) })).toBe(expected);
  });

  it.each([
    ["uploads/press/", true],
    ["uploads/p", true],
    ["uploads/sport/", false],
    ["press/", false],
  ])("what lies below %s: %s", (prefix, expected) => {
    expect(isUnscanned(PARKED, { prefix })).toBe(expected);
  });

  it("never a scan", () => {
    const scanned = scannedVerdictOf(scannedResult(), "masks");
    expect(isUnscanned(scanned, {})).toBe(false);
  });
});

it("a redriven job is the same upload, one generation on", () => {
  const parked = unscannedVerdictOf(parkedResult(jobFor({}, 4)));
  const job = redriveJobOf(parked, new Date("2026-01-03T00:00:00Z"));
  expect(job).toMatchObject({ object: parked.object, generation: 5, trigger: "redrive" });
  expect(job.scanId).toBe(jobFor({}, 5).scanId);
});

describe("what failed in some hours", () => {
  const at = (scannedAt: string, key: string): Verdict => ({
    ...PARKED,
    scannedAt,
    object: { ...PARKED.object, key },
  });

  function indexOf(verdicts: readonly Verdict[]): VerdictIndex {
    return {
      async page({ partition, before, limit }) {
        const inside = verdicts.filter(
          (verdict) =>
            listingKeyOf(verdict, "flagged")?.listedUnder === partition &&
            listedAtOf(verdict) < before,
        );
        const newest = inside.toSorted((a, b) => (listedAtOf(a) < listedAtOf(b) ? 1 : -1));
        return newest.slice(0, limit);
      },
    };
  }

  it("is all read, whatever part of the index it lies in, page by page", async () => {
    const keys = Array.from({ length: 900 }, (_, index) => `k${index}`);
    const inside = keys.map((key) => at("2026-01-02T03:30:00.000Z", key));
    const outside = [
      at("2026-01-02T01:59:00.000Z", "early"),
      at("2026-01-02T05:00:00.000Z", "late"),
    ];
    const found = await collect(
      failedVerdicts(indexOf([...inside, ...outside]), {
        since: new Date("2026-01-02T02:00:00Z"),
        until: new Date("2026-01-02T04:59:00Z"),
      }),
    );
    expect(found.map(({ object }) => object.key).toSorted()).toEqual(keys.toSorted());
  });
});

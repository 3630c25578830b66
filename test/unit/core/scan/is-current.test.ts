import { expect, it } from "vitest";
import { scanError } from "../../../../core/contracts/reasons.ts";
import { failureOf } from "../../../../core/contracts/scan-result.ts";
import { isCurrent, type Today } from "../../../../core/scan/is-current.ts";
import {
  scannedVerdictOf,
  unscannedVerdictOf,
} from "../../../../core/verdicts/result-to-verdict.ts";
import { jobFor, MODEL, parkedResult, scannedResult } from "../../../helpers/builders.ts";

const job = jobFor({ eTag: "e-1" });
const scanned = scannedVerdictOf(scannedResult(job), "masks");
const today: Today = {
  ...{ eTag: "e-1", model: MODEL },
  thresholds: { network: { value: 0.5, decidedBy: "score" } },
};

it("a verdict about the same content by the same model is current", () => {
  expect(isCurrent(scanned, today)).toBe(true);
});

it.each<[string, Partial<Today>]>([
  ["other content", { eTag: "e-2" }],
  ["another model", { model: { ...MODEL, version: "9.9.9" } }],
  ["another threshold", { thresholds: { network: { value: 0.6, decidedBy: "score" } } }],
])("not where there is %s", (_, change) => {
  expect(isCurrent(scanned, { ...today, ...change })).toBe(false);
});

it("a failure is, unless a retry may end in another way", () => {
  const failed = (error: Parameters<typeof failureOf>[0]) =>
    unscannedVerdictOf({ ...parkedResult(job), ...failureOf(error), model: MODEL });
  expect(isCurrent(failed(scanError("corrupt", { found: "half a file" })), today)).toBe(true);
  expect(isCurrent(failed(scanError("access_denied", { action: "read" })), today)).toBe(false);
});

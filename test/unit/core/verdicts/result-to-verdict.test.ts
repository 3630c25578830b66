import { expect, it } from "vitest";
import type { ScannedResult } from "../../../../core/contracts/scan-result.ts";
import type { Witnesses } from "../../../../core/contracts/witnesses.ts";
import { scannedVerdictOf } from "../../../../core/verdicts/result-to-verdict.ts";
import { scannedResult } from "../../../helpers/builders.ts";

const at = { score: 0.25, threshold: 0.5 };
const NETWORK = { state: "nothing", ...at } as const;

/** Whose findings the mask is said to hold. */
function shownBy(witnesses: Witnesses, version: ScannedResult["version"] = 3) {
  const result = scannedResult();
  const findings = { ...result.findings, witnesses };
  return scannedVerdictOf({ ...result, version, findings }, "masks").mask.shows;
}

it.each<[string, Partial<Witnesses>, readonly string[]]>([
  ["the network alone", {}, ["network"]],
  [
    "history that had evidence",
    { history: { state: "cannotTell", ...at } },
    ["network", "history"],
  ],
  ["history without any", { history: { state: "cannotTell", threshold: 0.5 } }, ["network"]],
  ["copies that are certain", { copies: { state: "found", ...at } }, ["network", "copies"]],
  ["copies that are hints", { copies: { state: "nothing", ...at } }, ["network"]],
])("a mask tells whose findings it holds: %s", (_, others, expected) => {
  expect(shownBy({ network: NETWORK, ...others })).toEqual(expected);
});

it("a mask of version 2 could not tell", () => {
  expect(shownBy({ network: NETWORK }, 2)).toBeUndefined();
});

import { expect, it } from "vitest";
import type { Witnesses } from "../../../../core/contracts/witnesses.ts";
import { scannedVerdictOf } from "../../../../core/verdicts/result-to-verdict.ts";
import { networkSaying, scannedResult } from "../../../helpers/builders.ts";

const at = { score: 0.25, threshold: 0.5 };
const NETWORK = networkSaying("nothing", 0.25);

/** Whose findings the mask is said to hold. */
function shownBy(witnesses: Witnesses) {
  const result = scannedResult();
  const findings = { ...result.findings, witnesses };
  return scannedVerdictOf({ ...result, findings }, "masks").mask.shows;
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

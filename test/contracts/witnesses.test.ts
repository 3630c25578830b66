import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ScanResult } from "../../core/contracts/scan-result.ts";
import { Verdict } from "../../core/contracts/verdict.ts";

type Fields = Readonly<Record<string, unknown>>;

const golden = (name: string) =>
  JSON.parse(readFileSync(new URL(`golden/${name}.json`, import.meta.url), "utf8"));
const without = (name: string, { [name]: _, ...rest }: Fields): Fields => rest;

const FOUND = { state: "found", score: 0.97, threshold: 0.5 };
const NOTHING = { state: "nothing", score: 0.2, threshold: 0.5 };

/** What makes findings contradict themselves, and what is said of it. */
const CONTRADICTIONS: readonly (readonly [string, (findings: Fields) => Fields])[] = [
  ["version 3 needs witnesses", (findings) => without("witnesses", findings)],
  ["decidedBy names a witness", (findings) => without("decidedBy", findings)],
  ["found it authentic", (findings) => ({ ...findings, label: "authentic" })],
  [
    "0 witnesses found it manipulated",
    (findings) => ({ ...findings, witnesses: { network: NOTHING } }),
  ],
  [
    "decidedBy names a witness",
    (findings) => ({ ...findings, witnesses: { network: FOUND }, decidedBy: "history" }),
  ],
  [
    "none where nobody did",
    (findings) => ({ ...findings, label: "authentic", witnesses: { network: NOTHING } }),
  ],
  ["decidedBy", (findings) => ({ ...findings, decidedBy: "nobody" })],
  ["belong together", (findings) => without("copies", findings)],
  [
    "belong together",
    (findings) => ({ ...findings, witnesses: { network: FOUND }, decidedBy: "network" }),
  ],
  ["0 pairs are certain", (findings) => ({ ...findings, copies: [] })],
  ["state", (findings) => ({ ...findings, witnesses: { network: { ...FOUND, state: "maybe" } } })],
];

describe.each(CONTRADICTIONS)("findings that contradict themselves: %s", (message, change) => {
  it("are no result", () => {
    const result = golden("scan-result.v3.scanned");
    const read = () => ScanResult.parse({ ...result, findings: change(result.findings) });
    expect(read).toThrow(message);
  });

  it("are no verdict", () => {
    expect(() => Verdict.parse(change(golden("verdict.v3.scanned")))).toThrow(message);
  });
});

it.each([
  [1, "verdict.v2.scanned", "version 1 knows no witnesses"],
  [1, "verdict.v3.scanned", "version 1 knows no copies"],
  [2, "verdict.v3.scanned", "version 2 knows no copies"],
])("version %i is not %s", (version, name, message) => {
  expect(() => Verdict.parse({ ...golden(name), version })).toThrow(message);
});

it("there is no version 5 yet", () => {
  for (const kind of ["scanned", "failed", "skipped", "deleted"]) {
    const verdict = { ...golden(`verdict.v3.${kind}`), version: 5 };
    expect(() => Verdict.parse(verdict)).toThrow("version");
  }
});

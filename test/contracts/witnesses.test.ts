import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ScanResult } from "../../core/contracts/scan-result.ts";
import { Verdict } from "../../core/contracts/verdict.ts";

type Fields = Readonly<Record<string, unknown>>;

const golden = (name: string) =>
  JSON.parse(readFileSync(new URL(`golden/${name}.json`, import.meta.url), "utf8"));
const without = (name: string, { [name]: _, ...rest }: Fields): Fields => rest;

/** In version 3. */
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
  [
    "decidedBy names a witness",
    (findings) => ({
      ...findings,
      witnesses: { network: FOUND, history: { state: "found", threshold: 0.7 } },
      decidedBy: "history",
    }),
  ],
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

/** What contradicts itself in today's version, and what is said of it. */
const CONTRADICTIONS_NOW: readonly (readonly [string, (findings: Fields) => Fields])[] = [
  ["not those of the witness", (findings) => ({ ...findings, score: 0.97 })],
  ["not those of the witness", (findings) => ({ ...findings, threshold: 0.5 })],
  ["not those of the witness", (findings) => ({ ...findings, decidedBy: "history" })],
  ["does not find it authentic", (findings) => ({ ...findings, label: "authentic" })],
  ["witnesses", (findings) => without("witnesses", findings)],
  ["belong together", (findings) => without("copies", findings)],
  ["0 pairs are certain", (findings) => ({ ...findings, copies: [] })],
  ["robustScore", (findings) => ({ ...findings, robustScore: 0.9 })],
];

it.each(CONTRADICTIONS_NOW)("today's findings are refused: %s", (message, change) => {
  const result = golden("scan-result.v6.scanned");
  const read = () => ScanResult.parse({ ...result, findings: change(result.findings) });
  expect(read).toThrow(message);
  expect(() => Verdict.parse(change(golden("verdict.v6.scanned")))).toThrow(message);
});

it("nobody decides whose score is not on the label's side of its threshold", () => {
  const verdict = golden("verdict.v6.scanned");
  const copies = { state: "found", score: 0.6, threshold: 0.6 };
  const witnesses = { ...verdict.witnesses, copies };
  expect(() => Verdict.parse({ ...verdict, score: 0.6, witnesses })).toThrow("does not find it");
});

it("there is no version 7 yet", () => {
  for (const name of ["v6.scanned", "v6.failed", "v3.skipped", "v3.deleted"]) {
    const verdict = { ...golden(`verdict.${name}`), version: 7 };
    expect(() => Verdict.parse(verdict)).toThrow("version");
  }
});

it("version 5 is version 6 without the network's views", () => {
  const { view, views, ...network } = golden("verdict.v6.scanned").witnesses.network;
  expect(views).toMatchObject({ frame: { score: network.score }, tiles: { count: 12 } });
  expect(Verdict.parse(golden("verdict.v5.scanned"))).toHaveProperty("witnesses.network", network);
  expect(view).toBe("frame");
});

it.each([
  ["of another view", { view: "tiles" }],
  ["without views", { views: undefined }],
  ["without a view", { view: undefined }],
  [
    "of a view that nobody had",
    { view: "tiles", views: { frame: { score: 0.5, threshold: 0.5 } } },
  ],
])("the network's numbers are those of a view: not %s", (_, change) => {
  const verdict = golden("verdict.v6.scanned");
  const network = JSON.parse(JSON.stringify({ ...verdict.witnesses.network, ...change }));
  const changed = { ...verdict, witnesses: { ...verdict.witnesses, network } };
  expect(() => Verdict.parse(changed)).toThrow("not those of its view");
});

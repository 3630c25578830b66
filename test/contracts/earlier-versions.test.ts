import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import type { Findings } from "../../core/contracts/findings/findings.ts";
import { parseScanResult } from "../../core/contracts/scan-result.ts";
import { Verdict } from "../../core/contracts/verdict.ts";

const folder = new URL("golden/", import.meta.url);
const textOf = (file: string) => readFileSync(new URL(file, folder), "utf8");
const EARLIER_SCAN = /^(verdict|scan-result)\.v([1-4])\.(scanned|authentic)\.json$/;

const scans = readdirSync(folder).flatMap((file) => {
  const [, contract, version] = EARLIER_SCAN.exec(file) ?? [];
  return version === undefined ? [] : [{ file, contract, version: Number(version) }];
});
const NAME_OF = { maximum: "score", topMean: "robustScore" } as const;

function findingsIn(file: string): Findings {
  const read = file.startsWith("verdict")
    ? Verdict.parse(JSON.parse(textOf(file)))
    : parseScanResult(textOf(file));
  if (read.state !== "scanned") throw new Error(`${file} is no scan`);
  return "findings" in read ? read.findings : read;
}

/** What findings were in one of the versions 1 to 4. */
function asWritten({ witnesses, decidedBy, ...findings }: Findings, version: number) {
  const { scoredBy, maximum, topMean, ...network } = witnesses.network;
  return {
    ...findings,
    ...{ score: maximum, robustScore: topMean },
    threshold: { value: network.threshold, decidedBy: NAME_OF[scoredBy] },
    ...(version > 1 && { witnesses: { ...witnesses, network } }),
    ...(version > 1 && findings.label === "manipulated" && { decidedBy }),
  };
}

it.each(scans)("$file is read as one of today, and nothing in it is lost", (scan) => {
  const { file, contract, version } = scan;
  const before = JSON.parse(textOf(file));
  const findings = findingsIn(file);
  if (contract === "verdict") {
    expect(findings).toMatchObject({ version: 6 });
    expect({ ...asWritten(findings, version), version }).toEqual(before);
  } else {
    const { findings: _, ...rest } = parseScanned(file);
    expect(rest.version).toBe(6);
    expect({ ...rest, version, findings: asWritten(findings, version) }).toEqual(before);
  }
});

function parseScanned(file: string) {
  const result = parseScanResult(textOf(file));
  if (result.state !== "scanned") throw new Error(`${file} is no scan`);
  return result;
}

it.each(["verdict", "scan-result"])("a flagged %s keeps who decided", (contract) => {
  expect(findingsIn(`${contract}.v4.scanned.json`)).toMatchObject({
    ...{ score: 0.9, threshold: 0.6, decidedBy: "copies" },
    witnesses: { network: { score: 0.97, scoredBy: "maximum", maximum: 0.97, topMean: 0.91 } },
  });
});

it("whoever decided then still does, also where today's rule names another", () => {
  const verdict = JSON.parse(textOf("verdict.v4.scanned.json"));
  const read = Verdict.parse({ ...verdict, decidedBy: "network" });
  expect(read).toMatchObject({ decidedBy: "network", score: 0.97, threshold: 0.5 });
});

it.each(["verdict", "scan-result"])("an authentic %s gets who came nearest", (contract) => {
  const nearest = { score: 0.7, threshold: 0.75, decidedBy: "history" };
  expect(findingsIn(`${contract}.v4.authentic.json`)).toMatchObject(nearest);
});

it.each(["verdict", "scan-result"])("in a %s of version 1 the network decided", (contract) => {
  const network = { score: 0.97, threshold: 0.5 };
  const findings = findingsIn(`${contract}.v1.scanned.json`);
  expect(findings).toMatchObject({ ...network, decidedBy: "network" });
  expect(findings.witnesses).toMatchObject({ network: { state: "found", ...network } });
});

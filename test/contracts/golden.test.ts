import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import type { z } from "zod";
import { ModelManifest } from "../../core/contracts/model-manifest.ts";
import { ScanJob, scanIdFor } from "../../core/contracts/scan-job.ts";
import { ScanResult } from "../../core/contracts/scan-result.ts";
import { Verdict } from "../../core/contracts/verdict.ts";
import { parseMessage } from "../../core/intake/upload-event.ts";
import { OBJECT } from "../helpers/builders.ts";

const folder = new URL("golden/", import.meta.url);
const textOf = (file: string) => readFileSync(new URL(file, folder), "utf8");
const filesIn = (under: string) =>
  readdirSync(new URL(under, folder)).filter((name) => name.endsWith(".json"));

/** `<contract>.v<version>.<shape>.json`: everything ever shipped must parse unchanged, forever. */
const SCHEMAS: Readonly<Record<string, z.ZodType>> = {
  "scan-job": ScanJob,
  "scan-result": ScanResult,
  verdict: Verdict,
  "model-manifest": ModelManifest,
};

/** They are read as scans of today's version: `earlier-versions.test.ts`. */
const EARLIER_SCAN = /\.v[1-4]\.(scanned|authentic)\./;
const unchanged = filesIn(".").filter((file) => !EARLIER_SCAN.test(file));

it.each(unchanged)("%s still parses, and nothing in it is lost", (file) => {
  const value: unknown = JSON.parse(textOf(file));
  expect(SCHEMAS[file.split(".")[0] ?? ""]?.parse(value)).toEqual(value);
});

it("every contract has a golden file", () => {
  const named = new Set(filesIn(".").map((file) => file.split(".")[0]));
  expect([...named].sort()).toEqual(Object.keys(SCHEMAS).sort());
});

it.each(filesIn("messages/"))("%s is the upload it has always been", (file) => {
  const { work } = parseMessage(textOf(`messages/${file}`));
  expect(work).toMatchObject([
    { kind: "scan", job: { object: OBJECT, generation: 0, sizeBytes: 1024, trigger: "event" } },
  ]);
});

it("the scan id of an upload never changes", () => {
  const id = ScanJob.parse(JSON.parse(textOf("scan-job.v1.event.json"))).scanId;
  expect(scanIdFor(OBJECT, 0)).toBe(id);
  expect(scanIdFor({ ...OBJECT, eTag: "other" }, 0)).toBe(id);
  for (const other of [{ key: "b.jpg" }, { bucket: "b" }, { versionId: "v2" }]) {
    expect(scanIdFor({ ...OBJECT, ...other }, 0)).not.toBe(id);
  }
  expect(scanIdFor(OBJECT, 1)).not.toBe(id);
});

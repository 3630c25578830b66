import { mkdir, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, expect, it } from "vitest";
import { headFile } from "../../../adapters/folder/file-object.ts";
import { hasCurrent, type Scanning } from "../../../cli/files/earlier-result.ts";
import type { ObjectLocation } from "../../../core/contracts/object-identity.ts";
import type { ScannedVerdict, UnscannedVerdict } from "../../../core/contracts/verdict.ts";
import { scannedVerdictOf } from "../../../core/verdicts/result-to-verdict.ts";
import { jobFor, MODEL, networkSaying, scannedResult } from "../../helpers/builders.ts";
import { temporaryFolder } from "../../helpers/temporary-folder.ts";

const HASH = "cd".repeat(32);
const model = { ...MODEL, historySha256: HASH, copiesSha256: HASH };
const witnesses: ScannedVerdict["witnesses"] = {
  network: networkSaying("found", 0.97),
  history: { state: "nothing", score: 0.25, threshold: 0.6 },
  copies: { state: "nothing", score: 0, threshold: 0.7 },
};

let file: ObjectLocation;
let verdict: ScannedVerdict;
let scanning: Scanning;

beforeEach(async () => {
  const bucket = await temporaryFolder();
  const outDir = join(bucket, "out");
  file = { bucket, key: "a.png" };
  await mkdir(outDir);
  await writeFile(join(bucket, "a.png"), "bytes");
  await writeFile(join(outDir, "a.png.mask.png"), "mask");
  const { eTag } = await headFile(join(bucket, "a.png"));
  const result = scannedResult(jobFor({ ...file, eTag }), model);
  const scanned = scannedVerdictOf(result, outDir);
  verdict = { ...scanned, witnesses, mask: { ...scanned.mask, key: "a.png.mask.png" } };
  scanning = {
    ...{ outDir, model, images: { maskFormat: "png", hasOverlay: false } },
    thresholds: { network: { value: 0.5, decidedBy: "score" }, history: 0.6, copies: 0.7 },
  };
});

it("a result of the same file, model and settings is current", async () => {
  expect(await hasCurrent(verdict, file, scanning)).toBe(true);
});

it.each<[string, Partial<Scanning["model"]>]>([
  ["another network", { sha256: HASH }],
  ["another version", { version: "1.0.1" }],
  ["another history", { historySha256: MODEL.sha256 }],
  ["another search for copies", { copiesSha256: MODEL.sha256 }],
])("not of %s", async (_, other) => {
  const by = { ...scanning, model: { ...model, ...other } };
  expect(await hasCurrent(verdict, file, by)).toBe(false);
});

it.each<[string, Partial<Scanning["thresholds"]>]>([
  ["the network", { network: { value: 0.75, decidedBy: "score" } }],
  ["history", { history: 0.75 }],
  ["copies", { copies: 0.75 }],
])("not under another threshold of %s", async (_, other) => {
  const by = { ...scanning, thresholds: { ...scanning.thresholds, ...other } };
  expect(await hasCurrent(verdict, file, by)).toBe(false);
});

it("not without a witness that took part", async () => {
  const { historySha256: _, ...without } = model;
  expect(await hasCurrent(verdict, file, { ...scanning, model: without })).toBe(false);
});

it("not with the pictures of a run before", async () => {
  const asking = (images: Partial<Scanning["images"]>) =>
    hasCurrent(verdict, file, { ...scanning, images: { ...scanning.images, ...images } });
  const path = (ending: string) => join(scanning.outDir, `a.png.${ending}`);
  await writeFile(path("mask.json"), "mask");
  expect(await asking({ maskFormat: "rle" })).toBe(false);
  await writeFile(path("overlay.jpg"), "overlay");
  expect(await asking({ hasOverlay: true })).toBe(true);
  await utimes(path("overlay.jpg"), 1, 1);
  expect(await asking({ hasOverlay: true })).toBe(false);
});

it("not a refusal in an earlier version of the contract: more may be read by now", async () => {
  const job = jobFor(verdict.object);
  const { version, object, objectVersion, order, generation, scanId, scannedAt } = verdict;
  const refused: UnscannedVerdict = {
    ...{ version, object, objectVersion, order, generation, scanId, scannedAt, job, model },
    state: "failed",
    reason: { code: "corrupt", message: "cut off" },
  };
  expect(await hasCurrent(refused, file, scanning)).toBe(true);
  expect(await hasCurrent({ ...refused, version: 3 }, file, scanning)).toBe(false);
});

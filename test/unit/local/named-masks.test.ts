import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { beforeEach, expect, it } from "vitest";
import type { ScannedVerdict } from "../../../core/contracts/verdict.ts";
import {
  deletedVerdictOf,
  scannedVerdictOf,
  unscannedVerdictOf,
} from "../../../core/verdicts/result-to-verdict.ts";
import { NamedMasks } from "../../../local/bucket/named-masks.ts";
import { deletedResult, jobFor, parkedResult, scannedResult } from "../../helpers/builders.ts";
import { temporaryFolder } from "../../helpers/temporary-folder.ts";

let folder: string;
let named: NamedMasks;
let logged: string[];

beforeEach(async () => {
  folder = await temporaryFolder();
  logged = [];
  named = new NamedMasks(folder, { log: (_, event) => logged.push(event), metric: () => {} });
});

/** A verdict whose mask is there and holds what `content` says. */
async function scanned(key: string, content: string, sequencer = "01"): Promise<ScannedVerdict> {
  const { versionId: _, ...job } = jobFor().object;
  const verdict = scannedVerdictOf(
    scannedResult({ ...jobFor(), object: { ...job, key, sequencer } }),
    "masks",
  );
  const place = join(folder, verdict.mask.key);
  await mkdir(dirname(place), { recursive: true });
  await writeFile(place, content);
  return { ...verdict, order: `${sequencer}${verdict.order.slice(2)}` };
}

const read = (name: string) => readFile(join(folder, name), "utf8");
const names = async () =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && entry.name.endsWith(".mask.png"))
    .map(({ name }) => name);

it("is found under the path of its image", async () => {
  await named.follow(await scanned("trip to/Köln [1]*.jpg", "mask"));
  expect(await read("trip to/Köln [1]*.jpg.mask.png")).toBe("mask");
  expect(logged).toEqual([]);
});

it("follows another upload, whatever order the verdicts come in", async () => {
  const first = await scanned("a.jpg", "first", "01");
  const second = await scanned("a.jpg", "second", "02");
  expect(first.mask.key).not.toBe(second.mask.key);
  await named.follow(first);
  await named.follow(second);
  expect(await read("a.jpg.mask.png")).toBe("second");
  await named.follow(first);
  expect(await read("a.jpg.mask.png")).toBe("second");
  expect(await read(first.mask.key)).toBe("first");
});

it("is taken as it is where it is right, and leaves nothing beside it", async () => {
  const verdict = await scanned("a.jpg", "mask");
  await named.follow(verdict);
  await named.follow(verdict);
  expect(await readdir(folder)).toEqual(["a.jpg.mask.png", "masks"]);
});

it.each([
  ["was deleted", deletedVerdictOf(deletedResult({ key: "a.jpg", sequencer: "0062F9" }, "object"))],
  ["could not be scanned", unscannedVerdictOf(parkedResult(jobFor({ key: "a.jpg" })))],
])("goes with an image that %s", async (_, end) => {
  await named.follow({ ...(await scanned("a.jpg", "mask")), order: "0" });
  expect(await names()).toEqual(["a.jpg.mask.png"]);
  await named.follow(end);
  expect(await names()).toEqual([]);
});

it("is cut where the image's own name is too long to add to, and still one for each", async () => {
  for (const end of ["a", "b"]) {
    await named.follow(await scanned(`${"ü".repeat(124)}${end}.jpg`, end));
  }
  const found = await names();
  expect(new Set(found).size).toBe(2);
  for (const name of found) expect(name).toMatch(/^ü+….{8}\.mask\.png$/);
  expect(logged).toEqual([]);
});

it("is missing, and nothing else, where a folder has taken its name", async () => {
  await named.follow(await scanned("a.jpg.mask.png/b.jpg", "inner"));
  await named.follow(await scanned("a.jpg", "outer"));
  expect(logged).toEqual(["mask-not-named"]);
  expect(await read("a.jpg.mask.png/b.jpg.mask.png")).toBe("inner");
});

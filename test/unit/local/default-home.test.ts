import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { defaultHomeFor } from "../../../local/default-home.ts";
import { openStateFolder } from "../../../local/state-folder.ts";

let root: string;
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "fasa-home-")));
});
afterEach(() => rm(root, { recursive: true }));

/** One start and its end, as `npm start` has them. */
async function start(bucketDir?: string) {
  const home = await defaultHomeFor(bucketDir, join(root, ".fasa"));
  const state = await openStateFolder({ home, ...(bucketDir && { bucketDir }) });
  await state.release();
  return { home, ...state };
}

it("a folder that is named, none, and another folder each start after the other", async () => {
  const [a, b] = [join(root, "a", "photos"), join(root, "b", "photos")];
  for (const folder of [a, b]) await mkdir(folder, { recursive: true });
  const tables: string[] = [];
  for (const folder of [a, undefined, b, a, undefined]) tables.push((await start(folder)).table);
  const [first, none, second, firstAgain, noneAgain] = tables;
  expect(new Set(tables).size).toBe(3);
  expect([firstAgain, noneAgain]).toEqual([first, none]);
  expect(second).not.toBe(first);
});

it("the images without a name lie where the README says, also after a named folder", async () => {
  const named = join(root, "photos");
  await mkdir(named);
  await start(named);
  const { images, wantsSamples } = await start();
  expect([images, wantsSamples]).toEqual([join(root, ".fasa", "images"), true]);
});

it("keeps the verdicts of a folder that an earlier version gave .fasa to, and starts without it", async () => {
  const [named, home] = [join(root, "photos"), join(root, ".fasa")];
  await mkdir(named);
  await mkdir(join(home, "images"), { recursive: true });
  await writeFile(join(home, "bucket-folder"), named);
  expect((await start(named)).home).toBe(home);
  expect((await start()).images).toBe(join(home, "folders", "own", "images"));
});

it("passes over no verdicts whose images were moved together with them", async () => {
  const home = join(root, ".fasa");
  await mkdir(home);
  await writeFile(join(home, "bucket-folder"), join(root, "gone", ".fasa", "images"));
  await expect(start()).rejects.toThrow("holds the verdicts about");
});

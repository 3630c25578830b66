import { mkdir, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { makeFolder } from "../../../../adapters/folder/make-folder.ts";
import { temporaryFolder } from "../../../helpers/temporary-folder.ts";

it("makes a folder and those above it, and takes what is there", async () => {
  const root = await temporaryFolder();
  await mkdir(join(root, "there"));
  await symlink("there", join(root, "link"));
  const path = join(root, "link", "a", "b");
  await Promise.all([makeFolder(path), makeFolder(path), makeFolder(join(root, "link", "a"))]);
  expect((await stat(join(root, "there", "a", "b"))).isDirectory()).toBe(true);
});

it("ends in an error where no folder can be", async () => {
  const root = await temporaryFolder();
  await writeFile(join(root, "file"), "x");
  await symlink("nowhere", join(root, "dangling"));
  await expect(makeFolder(join(root, "file"))).rejects.toThrow("EEXIST");
  await expect(makeFolder(join(root, "file", "a"))).rejects.toThrow("ENOTDIR");
  await expect(makeFolder(join(root, "dangling"))).rejects.toThrow("EEXIST");
  await expect(makeFolder("/proc/nope/a")).rejects.toThrow("ENOENT");
});

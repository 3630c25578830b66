import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, expect, it } from "vitest";
import { writeUpload } from "../../../../adapters/folder/write-upload.ts";
import { temporaryFolder } from "../../../helpers/temporary-folder.ts";

let outside: string;
let root: string;

beforeEach(async () => {
  outside = await temporaryFolder();
  root = join(outside, "bucket");
  await mkdir(root);
});

async function* bytes(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}

const put = (key: string, text: string, isReplacing = false) =>
  writeUpload(root, { key, body: bytes(text), isReplacing });

it("writes a file, with the folders on its way, and leaves nothing beside it", async () => {
  expect(await put("a/b/c d.jpg", "new")).toBe("written");
  expect(await readFile(join(root, "a/b/c d.jpg"), "utf8")).toBe("new");
  expect(await readdir(root)).toEqual(["a"]);
});

it("leaves what is there as it is, unless it is told to replace it", async () => {
  await put("a.jpg", "old");
  expect(await put("a.jpg", "new")).toBe("exists");
  expect(await readFile(join(root, "a.jpg"), "utf8")).toBe("old");
  expect(await put("a.jpg", "new", true)).toBe("written");
  expect(await readFile(join(root, "a.jpg"), "utf8")).toBe("new");
});

it("of two at once with one name, one is written and the other told", async () => {
  const outcomes = await Promise.all([put("a.jpg", "one"), put("a.jpg", "two")]);
  expect(outcomes.sort()).toEqual(["exists", "written"]);
});

it("leaves nothing of a body that breaks off", async () => {
  async function* broken() {
    yield new Uint8Array(10);
    throw new Error("gone");
  }
  const upload = { key: "a.jpg", body: broken(), isReplacing: false };
  await expect(writeUpload(root, upload)).rejects.toThrow("gone");
  expect(await readdir(root)).toEqual([]);
});

it.each(["../a.jpg", "a/../../b.jpg", "/a.jpg", ".hidden", "a//b.jpg", "a\0.jpg", "n".repeat(256)])(
  "refuses %j",
  async (key) => {
    await expect(put(key, "x")).rejects.toThrow(RangeError);
    expect(await readdir(outside)).toEqual(["bucket"]);
  },
);

it("does not go through a link out of the folder, nor over one", async () => {
  await mkdir(join(outside, "elsewhere"));
  await symlink(join(outside, "elsewhere"), join(root, "link"));
  await expect(put("link/a.jpg", "x")).rejects.toThrow(/expected a folder at link/);
  await expect(put("link/sub/a.jpg", "x")).rejects.toThrow(RangeError);
  expect(await readdir(join(outside, "elsewhere"))).toEqual([]);
  await writeFile(join(outside, "secret"), "mine");
  await symlink(join(outside, "secret"), join(root, "b.jpg"));
  expect(await put("b.jpg", "x", true)).toBe("exists");
  expect(await readFile(join(outside, "secret"), "utf8")).toBe("mine");
});

import { execFileSync } from "node:child_process";
import { mkdir, readdir, readFile, symlink, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { FolderObjectStore } from "../../../../adapters/folder/folder-object-store.ts";
import type { LeftOut } from "../../../../adapters/folder/list-files.ts";
import { dropPrivileges, lock } from "../../../helpers/running/ordinary-user.ts";
import { temporaryFolder } from "../../../helpers/temporary-folder.ts";

const MAX_BYTES = 1000;

async function* chunks(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield new TextEncoder().encode(text);
}

describe("a folder as a bucket", () => {
  let root: string;
  let folder: string;
  let store: FolderObjectStore;

  const put = (key: string, ...texts: string[]) =>
    store.put({ bucket: "images", key }, chunks(...texts));
  const read = async (key: string, eTag?: string) => {
    const identity = { bucket: "images", key, ...(eTag !== undefined && { eTag }) };
    return new TextDecoder().decode((await store.get(identity, MAX_BYTES)).bytes);
  };
  const listed = async (prefix?: string, after?: string) => {
    const keys: string[] = [];
    const options = {
      ...(prefix !== undefined && { prefix }),
      ...(after !== undefined && { after }),
    };
    for await (const { key } of store.list("images", options)) keys.push(key);
    return keys;
  };

  beforeEach(async () => {
    dropPrivileges();
    root = await temporaryFolder();
    folder = join(root, "images");
    await mkdir(folder);
    store = new FolderObjectStore({ images: folder });
  });

  it.each([
    "a.jpg",
    "deep/er/a b+c%20d&é☃.jpg",
    'quo"te\nline.jpg',
    "-rf",
    "a..b.jpg",
    "日本/語.png",
  ])("keeps %j", async (key) => {
    await put(key, "one ", "two");
    expect(await read(key)).toBe("one two");
    expect(await listed()).toEqual([key]);
  });

  it.each([
    "../outside.jpg",
    "a/../../outside.jpg",
    "/etc/passwd",
    "a//b",
    "a/",
    ".hidden",
    "a/.b/c",
    "nul\0",
    "",
    "x".repeat(1025),
  ])("reads and writes nothing under %j", async (key) => {
    await writeFile(join(root, "outside.jpg"), "secret");
    await expect(store.get({ bucket: "images", key }, MAX_BYTES)).rejects.toMatchObject({
      code: "not_found",
    });
    await expect(put(key, "changed")).rejects.toThrow(RangeError);
    expect(await readdir(root)).toEqual(["images", "outside.jpg"]);
    expect(await readFile(join(root, "outside.jpg"), "utf8")).toBe("secret");
    expect(await readdir(folder)).toEqual([]);
  });

  it("follows no symbolic link, of a file or of a folder, inside or out", async () => {
    await mkdir(join(root, "elsewhere"));
    await writeFile(join(root, "elsewhere", "a.jpg"), "secret");
    await symlink(join(root, "elsewhere"), join(folder, "linked"));
    await symlink(join(root, "elsewhere", "a.jpg"), join(folder, "link.jpg"));
    for (const key of ["linked/a.jpg", "link.jpg"]) {
      await expect(read(key)).rejects.toMatchObject({ code: "not_found" });
    }
    expect(await listed()).toEqual([]);
  });

  it("does not wait for a named pipe", async () => {
    execFileSync("mkfifo", [join(folder, "pipe.jpg")]);
    await expect(read("pipe.jpg")).rejects.toMatchObject({ code: "not_found" });
  });

  it("gives new content another ETag, and reads only what was asked for", async () => {
    await put("a.jpg", "first");
    const { eTag } = await store.head({ bucket: "images", key: "a.jpg" });
    expect(await read("a.jpg", eTag)).toBe("first");

    await put("a.jpg", "other");
    await expect(read("a.jpg", eTag)).rejects.toMatchObject({ code: "superseded" });
    await expect(store.head({ bucket: "images", key: "a.jpg", eTag })).rejects.toMatchObject({
      code: "superseded",
    });
  });

  it("refuses a file over the limit before it reads it", async () => {
    await put("big.jpg", "x");
    await truncate(join(folder, "big.jpg"), 8 * 2 ** 40);
    await expect(read("big.jpg")).rejects.toMatchObject({ code: "too_large" });
  });

  it("lists in the order of UTF-8 bytes, as S3 does", async () => {
    // By UTF-16 units the emoji would come before U+FF5E; by names "a/" would come before "a.jpg".
    const keys = ["a-b/c", "a.jpg", "a/b", "a0", "～", "😀"];
    for (const key of keys.toReversed()) await put(key, "x");
    expect(await listed()).toEqual(keys);
    expect(await listed("a/")).toEqual(["a/b"]);
    expect(await listed("a", "a/b")).toEqual(["a0"]);
    expect(await listed("a")).toEqual(["a-b/c", "a.jpg", "a/b", "a0"]);
  });

  it("tells of files it leaves out because of their names, but not of hidden ones", async () => {
    const refused: string[] = [];
    store = new FolderObjectStore(
      { images: folder },
      {
        onLeftOut: ({ why }) => refused.push(why),
      },
    );
    await writeFile(Buffer.concat([Buffer.from(`${folder}/`), Buffer.of(0xe9)]), "x");
    await writeFile(join(folder, ".hidden"), "x");
    expect(await listed()).toEqual([]);
    expect(refused).toEqual(["a file name that is not UTF-8"]);
  });

  it("has no object where a file of a bucket of pictures is none", async () => {
    const told: string[] = [];
    const onLeftOut = ({ key }: LeftOut) => told.push(key);
    store = new FolderObjectStore({ images: folder }, { onLeftOut, pictureBuckets: ["images"] });
    await put("a.jpg", "x");
    await put("notes.txt", "no picture");
    expect([await listed(), told]).toEqual([["a.jpg"], ["notes.txt"]]);
    await expect(store.head({ bucket: "images", key: "notes.txt" })).rejects.toThrow("text, which");
  });

  it("lists what may not be read, and tells of folders and links that it does not go into", async () => {
    const told: LeftOut[] = [];
    store = new FolderObjectStore(
      { images: folder },
      {
        onLeftOut: (leftOut) => told.push(leftOut),
      },
    );
    await put("open/a.jpg", "x");
    await put("locked.jpg", "x");
    await put("locked/b.jpg", "x");
    await symlink("../open", join(folder, "open", "inside"));
    await symlink(root, join(folder, "outside"));
    await symlink("nowhere", join(folder, "dangling.jpg"));
    await symlink("open/a.jpg", join(folder, "link.jpg"));
    execFileSync("mkfifo", [join(folder, "pipe.jpg")]);
    await lock(join(folder, "locked.jpg"));
    await lock(join(folder, "locked"));
    expect(await listed()).toEqual(["locked.jpg", "open/a.jpg"]);
    expect(Object.fromEntries(told.map(({ key, why }) => [key, why]))).toEqual({
      "dangling.jpg": "a symbolic link to nothing (ENOENT)",
      "link.jpg": "a symbolic link, which is no object",
      "locked/": "a folder that cannot be read (EACCES)",
      "open/inside": "a symbolic link to a folder inside, whose files are found there",
      outside: "a symbolic link to a folder outside, not gone into",
      "pipe.jpg": "it is no regular file",
    });
    await expect(read("locked.jpg")).rejects.toMatchObject({ code: "access_denied" });
    await expect(read("locked/b.jpg")).rejects.toMatchObject({ code: "access_denied" });
  });

  it("keeps the old object whole when a new one fails half-way", async () => {
    async function* failing() {
      yield* chunks("half");
      throw new Error("source broke");
    }
    await put("a.jpg", "whole");
    await expect(store.put({ bucket: "images", key: "a.jpg" }, failing())).rejects.toThrow(
      "source broke",
    );
    expect(await read("a.jpg")).toBe("whole");
    expect(await readdir(join(folder, ".incoming"))).toEqual([]);
    await store.removeUnfinished("images");
    expect(await readdir(folder)).toEqual(["a.jpg"]);
  });

  it("knows no other bucket and no versions", async () => {
    await put("a.jpg", "x");
    await expect(store.head({ bucket: "other", key: "a.jpg" })).rejects.toMatchObject({
      code: "not_found",
    });
    await expect(
      store.head({ bucket: "images", key: "a.jpg", versionId: "v1" }),
    ).rejects.toMatchObject({ code: "not_found" });
  });
});

import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { expect, it } from "vitest";
import { FolderObjectStore } from "../../../../adapters/folder/folder-object-store.ts";
import { ScanError } from "../../../../core/contracts/reasons.ts";
import { collect } from "../../../helpers/collect.ts";
import { HOSTILE_KEYS } from "../../../helpers/hostile-keys.ts";
import { temporaryFolder } from "../../../helpers/temporary-folder.ts";

/** What docs/limits.md says that a folder cannot hold. */
const REFUSED: Readonly<Record<string, RegExp>> = {
  "no characters": /not UTF-8/,
  longest: /a name longer than 255 bytes/,
  "longest in three bytes": /a name longer than 255 bytes/,
  "longest in four bytes": /a name longer than 255 bytes/,
  "leading slash": /an empty part between slashes/,
  "trailing slash": /an empty part between slashes/,
  "double slash": /an empty part between slashes/,
  slash: /an empty part between slashes/,
  "parent folder": /the hidden name "\.\."/,
  parent: /the hidden name "\.\."/,
  "parent in the middle": /the hidden name "\.\."/,
  "this folder": /the hidden name "\."/,
  here: /the hidden name "\."/,
};

it.each(HOSTILE_KEYS)(
  "a folder keeps a key as it is, or refuses it in words: $name",
  async (each) => {
    const { name, key } = each;
    const root = await temporaryFolder();
    const folder = join(root, "images");
    await mkdir(folder);
    const store = new FolderObjectStore({ images: folder });
    const object = { bucket: "images", key };
    const put = store.put(object, Readable.from([Buffer.from("img")]));
    const words = REFUSED[name];
    if (words === undefined) {
      await put;
      expect(Buffer.from((await store.get(object, 9)).bytes).toString()).toBe("img");
      expect((await collect(store.list("images"))).map((one) => one.key)).toEqual([key]);
      return;
    }
    await expect(put).rejects.toThrow(words);
    const read = await store.get(object, 9).catch((error: unknown) => error);
    expect(read).toBeInstanceOf(ScanError);
    expect(read).toMatchObject({ code: "not_found", message: expect.stringMatching(words) });
    expect(await readdir(root)).toEqual(["images"]);
  },
);

import type { Dirent } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";

/**
 * Keys of all regular files below a folder, in the order S3 lists them: by UTF-8 bytes. Symbolic
 * links are left out, so that no file outside the folder becomes an object.
 *
 * @param isWanted says of a key, or of a folder's key ending in a slash, whether to go into it.
 */
export async function* listKeys(
  root: string,
  isWanted: (key: string) => boolean,
  folder = "",
): AsyncGenerator<string> {
  for (const { key, entry } of await sortedEntries(root, folder)) {
    if (!isWanted(key)) continue;
    if (entry.isDirectory()) yield* listKeys(root, isWanted, key);
    else if (entry.isFile()) yield key;
  }
}

/** A folder's own slash takes part in the order: "a.jpg" comes before "a/b.jpg". */
async function sortedEntries(root: string, folder: string) {
  const entries = await readFolder(join(root, folder));
  return entries
    .map((entry) => ({ key: folder + entry.name + (entry.isDirectory() ? "/" : ""), entry }))
    .sort((a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)));
}

/** A folder that was removed since its parent was read is an empty one. */
async function readFolder(path: string): Promise<Dirent[]> {
  try {
    return await readdir(path, { withFileTypes: true });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}

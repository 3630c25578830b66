import type { Dirent } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileErrorCodeOf } from "./file-error.ts";
import { isThere } from "./make-folder.ts";
import { isWithin } from "./object-path.ts";

/** Something that is no file of a walk, and that whoever asked for every file should know of. */
export interface LeftOut {
  readonly key: string;
  /** In words. */
  readonly why: string;
  /** Whether there may be files behind it that the walk does not come to in another way. */
  readonly hidesFiles: boolean;
}

export interface Walk {
  /** Asked of a key, or of a folder's key ending in a slash, before anything is made of it. */
  isWanted(key: string): boolean;
  onLeftOut(leftOut: LeftOut): void;
  /**
   * Whether a symbolic link to a file counts as that file. One to a folder is never gone into: it
   * may lead back to where it lies.
   */
  readonly followsLinksToFiles: boolean;
}

/**
 * Keys of all files below a folder, in the order S3 lists them: by UTF-8 bytes. What cannot be looked
 * at is told of and passed over.
 */
export async function* listKeys(root: string, walk: Walk, folder = ""): AsyncGenerator<string> {
  for (const { key, entry } of await sortedEntries(root, walk, folder)) {
    const found = await foundAt(root, key, entry);
    if (!walk.isWanted(found.leadsToFolder ? slashed(key) : key)) continue;
    const leftOut = leftOutOf(found, walk);
    if (leftOut !== undefined) walk.onLeftOut({ key, ...leftOut });
    else if (found.leadsToFolder) yield* listKeys(root, walk, key);
    else yield key;
  }
}

interface Found {
  readonly leadsToFolder: boolean;
  readonly isLink: boolean;
  /** What keeps it from being a file or a folder. */
  readonly leftOut?: Omit<LeftOut, "key">;
}

async function foundAt(root: string, key: string, entry: Dirent): Promise<Found> {
  if (entry.isSymbolicLink()) return linkAt(root, key);
  const found = { leadsToFolder: entry.isDirectory(), isLink: false };
  if (entry.name.includes("\uFFFD") && !(await isThere(join(root, key)))) {
    return { ...found, leftOut: NO_UTF8 };
  }
  if (entry.isDirectory() || entry.isFile()) return found;
  return { ...found, leftOut: { why: "it is no regular file", hidesFiles: false } };
}

async function linkAt(root: string, key: string): Promise<Found> {
  const path = join(root, key);
  try {
    const stats = await stat(path);
    const found = { leadsToFolder: stats.isDirectory(), isLink: true };
    if (stats.isFile()) return found;
    if (stats.isDirectory()) return { ...found, leftOut: await folderLink(root, path) };
    const why = "a symbolic link to what is no regular file";
    return { ...found, leftOut: { why, hidesFiles: false } };
  } catch (error) {
    const leftOut = danglingLink(fileErrorCodeOf(error) ?? "no file");
    return { leadsToFolder: false, isLink: true, leftOut };
  }
}

async function folderLink(root: string, path: string): Promise<Omit<LeftOut, "key">> {
  const leadsInside = isWithin(await realpath(root), await realpath(path));
  const where = leadsInside ? "inside, whose files are found there" : "outside, not gone into";
  return { why: `a symbolic link to a folder ${where}`, hidesFiles: !leadsInside };
}

function leftOutOf(found: Found, walk: Walk): Omit<LeftOut, "key"> | undefined {
  if (found.leftOut !== undefined) return found.leftOut;
  if (!found.isLink || walk.followsLinksToFiles) return undefined;
  return LINK;
}

function hiding(why: string) {
  return { why, hidesFiles: true };
}

/** Where links count as nothing. */
export const LINK = hiding("a symbolic link, which is no object");

/** @param code of the file system's error. */
export const lockedFolder = (code: string) => hiding(`a folder that cannot be read (${code})`);
/** @param code of the file system's error. */
export const danglingLink = (code: string) => hiding(`a symbolic link to nothing (${code})`);
export const NO_UTF8 = hiding("its name is not UTF-8: give it another");

const slashed = (key: string) => (key.endsWith("/") ? key : `${key}/`);

/** A folder's own slash takes part in the order: "a.jpg" comes before "a/b.jpg". */
async function sortedEntries(root: string, walk: Walk, folder: string) {
  const entries = await readFolder(root, walk, folder);
  return entries
    .map((entry) => ({ key: folder + entry.name + (entry.isDirectory() ? "/" : ""), entry }))
    .sort((a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)));
}

/** A folder that was removed since its parent was read is an empty one. */
async function readFolder(root: string, walk: Walk, folder: string): Promise<Dirent[]> {
  try {
    return await readdir(join(root, folder), { withFileTypes: true });
  } catch (error) {
    const code = fileErrorCodeOf(error);
    if (code === undefined) throw error;
    if (code !== "ENOENT") {
      walk.onLeftOut({ key: folder, ...lockedFolder(code) });
    }
    return [];
  }
}

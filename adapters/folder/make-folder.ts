import { lstat, mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { fileErrorCodeOf } from "./file-error.ts";

/**
 * Makes a folder, and those above it. Not with Node's `recursive`, which never returns where nothing
 * can be made, as in `/proc`.
 *
 * @throws the file system's error where a file or a link that leads nowhere is in the way, or a
 *   folder may not be made.
 */
export async function makeFolder(path: string): Promise<void> {
  const above = dirname(path);
  try {
    await makeOne(path);
  } catch (error) {
    if (fileErrorCodeOf(error) !== "ENOENT" || above === path) throw error;
    await makeFolder(above);
    await makeOne(path);
  }
}

async function makeOne(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    if (!(await isFolder(path))) throw error;
  }
}

async function isFolder(path: string): Promise<boolean> {
  const stats = await stat(path).catch(() => undefined);
  return stats?.isDirectory() ?? false;
}

/** Whether anything has this name, be it a link that leads nowhere. */
export async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

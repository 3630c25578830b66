import { randomUUID } from "node:crypto";
import { constants, copyFile, link, lstat, mkdir, rm, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { pathOf, refusalOf } from "./object-path.ts";
import { writeAtomically } from "./write-atomically.ts";

export interface Upload {
  readonly key: string;
  readonly body: AsyncIterable<Uint8Array>;
  /** Whether a file that is there may go. */
  readonly isReplacing: boolean;
}

/** Hidden, so that nothing in it is an object. */
const INCOMING = ".incoming";
/** File systems without hard links. */
const LINKLESS = new Set(["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK"]);

/**
 * Puts a file into a folder, whole or not at all, and never through a symbolic link out of it. Folders
 * on the way are made.
 *
 * @param root real path of the folder.
 * @returns `exists` where something has that name and stays as it is.
 * @throws RangeError for a key that no object of a folder can have; what `body` throws.
 */
export async function writeUpload(root: string, upload: Upload): Promise<"written" | "exists"> {
  const { key, body, isReplacing } = upload;
  const refusal = refusalOf(key);
  if (refusal !== undefined) throw new RangeError(`expected a key, got ${refusal}`);
  await makeFolders(root, key);
  const path = pathOf(root, key);
  const kind = await kindOf(path);
  if (kind !== "none" && !(isReplacing && kind === "file")) return "exists";
  const incoming = join(root, INCOMING);
  try {
    if (isReplacing) await writeAtomically(path, body, incoming);
    else return await writeNew(path, body, incoming);
    return "written";
  } finally {
    // Not while another upload is in it.
    await rmdir(incoming).catch(() => {});
  }
}

async function writeNew(path: string, body: AsyncIterable<Uint8Array>, incoming: string) {
  const whole = join(incoming, `.${randomUUID()}.whole`);
  try {
    await writeAtomically(whole, body, incoming);
    await linkOrCopy(whole, path);
    return "written" as const;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return "exists" as const;
    throw error;
  } finally {
    await rm(whole, { force: true });
  }
}

async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if (!LINKLESS.has(codeOf(error) ?? "")) throw error;
    await copyFile(from, to, constants.COPYFILE_EXCL);
  }
}

/** One by one, so that none is made behind a link. */
async function makeFolders(root: string, key: string): Promise<void> {
  const parents = key.split("/").slice(0, -1);
  for (const depth of parents.keys()) {
    const name = parents.slice(0, depth + 1).join("/");
    const path = pathOf(root, name);
    if ((await kindOf(path)) === "none") await mkdir(path);
    const kind = await kindOf(path);
    if (kind !== "folder") throw new RangeError(`expected a folder at ${name}, found ${kind}`);
  }
}

async function kindOf(path: string): Promise<"none" | "file" | "folder" | "something else"> {
  try {
    const stats = await lstat(path);
    if (stats.isFile()) return "file";
    return stats.isDirectory() ? "folder" : "something else";
  } catch (error) {
    if (codeOf(error) === "ENOENT") return "none";
    if (codeOf(error) === "ENOTDIR") return "something else";
    throw error;
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error ? String(error.code) : undefined;
}

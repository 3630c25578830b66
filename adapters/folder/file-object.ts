import type { BigIntStats } from "node:fs";
import { constants, type FileHandle, open } from "node:fs/promises";
import { ScanError, scanError } from "../../core/contracts/reasons.ts";
import type { ObjectHead, StoredObject } from "../../core/ports.ts";

/**
 * Tells one content of a file from the next by size and modification time in nanoseconds: the quick
 * check of rsync. A hash would mean to read every byte of a bucket at each start and query.
 */
export function eTagOf({ size, mtimeNs }: BigIntStats): string {
  return `${size.toString(16)}-${mtimeNs.toString(16)}`;
}

export function headOf(stats: BigIntStats): ObjectHead {
  return { sizeBytes: Number(stats.size), eTag: eTagOf(stats), lastModified: stats.mtime };
}

/** @throws ScanError `not_found`, `access_denied`; other errors of the file system as they are. */
export async function headFile(path: string): Promise<ObjectHead> {
  return withFile(path, async (file) => headOf(await file.stat({ bigint: true })));
}

/**
 * The whole file, unless it is larger than `maxBytes` or no longer what `eTag` says.
 *
 * @throws ScanError `too_large`, `superseded`, and those of headFile. Error when the file changed
 *   while it was read: the next try reads it whole.
 */
export async function readWholeFile(
  path: string,
  maxBytes: number,
  eTag?: string,
): Promise<StoredObject> {
  return withFile(path, async (file) => {
    const head = headOf(await file.stat({ bigint: true }));
    if (eTag !== undefined && eTag !== head.eTag) {
      throw scanError("superseded", { expectedETag: eTag });
    }
    if (head.sizeBytes > maxBytes) {
      throw scanError("too_large", { sizeBytes: head.sizeBytes, limitBytes: maxBytes });
    }
    const bytes = await readBytes(file, head.sizeBytes);
    if (eTagOf(await file.stat({ bigint: true })) !== head.eTag || bytes.length < head.sizeBytes) {
      throw new Error(`${path} changed while it was read`);
    }
    return { ...head, bytes };
  });
}

/** @throws as headFile. */
export async function readStart(path: string, maxBytes: number): Promise<Uint8Array> {
  return withFile(path, (file) => readBytes(file, maxBytes));
}

/** At most `sizeBytes`, however much a growing file offers by now. */
async function readBytes(file: FileHandle, sizeBytes: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(sizeBytes);
  let filled = 0;
  while (filled < sizeBytes) {
    const { bytesRead } = await file.read(bytes, filled, sizeBytes - filled, filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

async function withFile<T>(path: string, use: (file: FileHandle) => Promise<T>): Promise<T> {
  try {
    // A named pipe without a writer would block the open for ever.
    await using file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const stats = await file.stat();
    if (!stats.isFile()) throw scanError("not_found", { found: "no regular file" });
    return await use(file);
  } catch (error) {
    throw asScanError(error);
  }
}

const ABSENT = new Set(["ENOENT", "ENOTDIR", "EISDIR", "ELOOP", "ENAMETOOLONG", "ENXIO"]);
const DENIED = new Set(["EACCES", "EPERM"]);

/** What the file system's complaint means for a scan; what means nothing for it stays as it is. */
export function asScanError(cause: unknown): unknown {
  if (cause instanceof ScanError || !(cause instanceof Error) || !("code" in cause)) return cause;
  const code = String(cause.code);
  if (ABSENT.has(code)) return scanError("not_found", { found: `no file (${code})` }, { cause });
  if (DENIED.has(code)) return scanError("access_denied", { action: "read" }, { cause });
  return cause;
}

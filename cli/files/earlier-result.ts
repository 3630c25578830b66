import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { headFile } from "../../adapters/folder/file-object.ts";
import type { ObjectLocation } from "../../core/contracts/object-identity.ts";
import { type ScannedVerdict, Verdict } from "../../core/contracts/verdict.ts";
import { isCurrent, type Today } from "../../core/scan/is-current.ts";
import { filePathOf, MASK_ENDINGS, OVERLAY_ENDING, VERDICT_ENDING } from "./image-files.ts";
import type { FileVerdict, ImageChoice } from "./scan-file.ts";

/** What a scan of today would be made by. */
export interface Scanning extends Omit<Today, "eTag"> {
  readonly outDir: string;
  readonly images: ImageChoice;
}

/** What an earlier run left at the place of a file's results; nothing where that is no verdict. */
export async function readEarlier(outDir: string, key: string): Promise<FileVerdict | undefined> {
  const read = Verdict.safeParse(await readJson(join(outDir, key + VERDICT_ENDING)));
  return read.success && read.data.state !== "deleted" ? read.data : undefined;
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch {
    return undefined;
  }
}

/** Whether what is there stands for a scan of today, and all pictures that are asked for are there. */
export async function hasCurrent(
  verdict: FileVerdict,
  file: ObjectLocation,
  scanning: Scanning,
): Promise<boolean> {
  const head = await headFile(filePathOf(file)).catch(() => undefined);
  if (head === undefined || !isCurrent(verdict, { ...scanning, eTag: head.eTag })) return false;
  return verdict.state !== "scanned" || hasPictures(verdict, file.key, scanning);
}

/** Those of a run before the verdict's own count for nothing: they may show what another model found. */
async function hasPictures(
  { mask }: ScannedVerdict,
  key: string,
  { outDir, images }: Scanning,
): Promise<boolean> {
  if (mask.key !== key + MASK_ENDINGS[images.maskFormat]) return false;
  const maskedAt = await writtenAt(join(outDir, mask.key));
  if (maskedAt === undefined || !images.hasOverlay) return maskedAt !== undefined;
  // A run writes the mask first.
  const drawnAt = await writtenAt(join(outDir, key + OVERLAY_ENDING));
  return drawnAt !== undefined && drawnAt >= maskedAt;
}

async function writtenAt(path: string): Promise<bigint | undefined> {
  return stat(path, { bigint: true }).then(
    ({ mtimeNs }) => mtimeNs,
    () => undefined,
  );
}

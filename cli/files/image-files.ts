import { basename, join, parse, relative, resolve } from "node:path";
import pMap from "p-map";
import type { LeftOut } from "../../adapters/folder/list-files.ts";
import { isThere } from "../../adapters/folder/make-folder.ts";
import { isWithin, keyOf, MAX_NAME_BYTES } from "../../adapters/folder/object-path.ts";
import { leftOutLine } from "../../adapters/terminal/left-out-lines.ts";
import { ObjectIdentity, type ObjectLocation } from "../../core/contracts/object-identity.ts";
import { UsageError } from "../usage-error.ts";
import type { Expansion } from "./expand-argument.ts";

/** `png`: a value for every pixel. `rle`: run lengths of those held for manipulated, as COCO has them. */
export type MaskFormat = "png" | "rle";

/** Added to the name of an image; pictures of an earlier run are not scanned. */
export const MASK_ENDINGS: Record<MaskFormat, string> = { png: ".mask.png", rle: ".mask.json" };
export const OVERLAY_ENDING = ".overlay.jpg";
export const VERDICT_ENDING = ".verdict.json";
export const REPORT_ENDING = ".report.html";

/** Files that are looked at together: a command line can name a hundred thousand. */
const AT_ONCE = 64;

/**
 * Files to scan. A file below the working folder is named from there, any other from the root of its
 * disk: the folder is the bucket of its verdict, and the key, with slashes, is also where its results lie
 * below `--out`. So that place depends on the file alone, and not on what else is scanned.
 */
export interface ImageFiles {
  /** Sorted by key, none twice, and no key twice. */
  readonly files: readonly ObjectLocation[];
  /** Files in the named folders that are no pictures, as a user would write them; without results of scans. */
  readonly passedOver: readonly string[];
  /** What is left out for another reason; their keys are paths as a user would write them. */
  readonly leftOut: readonly LeftOut[];
}

/** Absolute. */
export function filePathOf({ bucket, key }: ObjectLocation): string {
  return join(bucket, key);
}

/**
 * What arguments and lists name, for people `asked` → files. `outDir` is where an earlier run may have
 * left masks.
 *
 * @throws UsageError when that is no image at all.
 */
export async function findImageFiles(
  found: readonly Expansion[],
  { asked, outDir }: { readonly asked: string; readonly outDir: string },
): Promise<ImageFiles> {
  const leftOut = found.flatMap((one) => one.leftOut);
  const paths = [...new Set(found.flatMap((one) => one.paths))];
  const own = await pMap(paths, (path) => isOwnPicture(path, resolve(outDir)), {
    concurrency: AT_ONCE,
  });
  const images = paths.filter((_, index) => !own[index]);
  if (images.length === 0) {
    const said = `No image found in ${asked}. Name a file, or quote a pattern.`;
    throw new UsageError([said, ...leftOut.map(leftOutLine)].join("\n"));
  }
  const files: ObjectLocation[] = [];
  const refused: LeftOut[] = [];
  for (const file of images.map(nameOf).sort(byKey)) {
    const why = refusalOf(file, files.at(-1));
    if (why === undefined) files.push(file);
    else refused.push({ key: shownName(file), why, hidesFiles: true });
  }
  const others = new Set(found.flatMap((one) => one.others));
  const passedOver = [...others]
    .filter((path) => !isResult(path))
    .map(nameOf)
    .map(shownName);
  return { files, leftOut: [...leftOut, ...refused], passedOver };
}

/** Why a file cannot be scanned: S3, whose contract verdicts keep, and file systems bound names. */
function refusalOf(file: ObjectLocation, before: ObjectLocation | undefined): string | undefined {
  const { bucket, key } = file;
  if (!ObjectIdentity.safeParse({ bucket, key }).success) {
    return `its path below ${bucket} is too long: run nearer to it`;
  }
  if (Buffer.byteLength(basename(key) + VERDICT_ENDING) > MAX_NAME_BYTES) {
    return "its name is too long to add to: shorten it";
  }
  if (before?.key === key) return takenPlace(filePathOf(before));
  return undefined;
}

/** @param holder path of the file whose results lie there. */
export function takenPlace(holder: string): string {
  return `its results would overwrite those of ${holder}: name another folder as --out`;
}

/** Pictures are images: those of this output folder, and of any other that has the verdicts beside them. */
async function isOwnPicture(path: string, outDir: string): Promise<boolean> {
  const ending = [MASK_ENDINGS.png, OVERLAY_ENDING].find((one) => path.endsWith(one));
  if (ending === undefined) return false;
  if (isWithin(outDir, path)) return true;
  return isThere(path.slice(0, -ending.length) + VERDICT_ENDING);
}

/** Of what a scan writes, that which is no picture. */
function isResult(path: string): boolean {
  return [VERDICT_ENDING, MASK_ENDINGS.rle, REPORT_ENDING].some((one) => path.endsWith(one));
}

/** @param path absolute. */
export function nameOf(path: string): ObjectLocation {
  const cwd = process.cwd();
  const bucket = isBelow(cwd, path) ? cwd : parse(path).root;
  return { bucket, key: keyOf(relative(bucket, path)) };
}

/** As a user here would write it. */
export function shownName(file: ObjectLocation): string {
  return file.bucket === process.cwd() ? file.key : filePathOf(file);
}

const byKey = (a: ObjectLocation, b: ObjectLocation) => byBytes(a.key, b.key);

/** Order of names, the same on every machine. */
export const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

function isBelow(folder: string, path: string): boolean {
  return path !== folder && isWithin(folder, path);
}

import { basename, dirname, relative, resolve } from "node:path";
import pMap from "p-map";
import type { LeftOut } from "../../adapters/folder/list-files.ts";
import { isThere } from "../../adapters/folder/make-folder.ts";
import { isWithin, keyOf, MAX_NAME_BYTES } from "../../adapters/folder/object-path.ts";
import { ObjectIdentity } from "../../core/contracts/object-identity.ts";
import { leftOutLine } from "../left-out-report.ts";
import { UsageError } from "../usage-error.ts";
import { expand } from "./expand-argument.ts";

/** `png`: a value for every pixel. `rle`: run lengths of those held for manipulated, as COCO has them. */
export type MaskFormat = "png" | "rle";

/** Added to the name of an image; pictures of an earlier run are not scanned. */
export const MASK_ENDINGS: Record<MaskFormat, string> = { png: ".mask.png", rle: ".mask.json" };
export const OVERLAY_ENDING = ".overlay.jpg";
export const VERDICT_ENDING = ".verdict.json";

/** Arguments that are looked at together: a command line can name a hundred thousand. */
const AT_ONCE = 64;

/** Files to scan, each named by its path below one folder that holds them all. */
export interface ImageFiles {
  /** Absolute. */
  readonly root: string;
  /** Paths below `root`, with slashes; sorted, none twice. */
  readonly keys: readonly string[];
  /** Files in the named folders that were passed over for their endings. */
  readonly passedOver: number;
  /** What is left out for another reason; their keys are paths as a user would write them. */
  readonly leftOut: readonly LeftOut[];
}

/**
 * FILE, DIR and GLOB arguments → files. `outDir` is where an earlier run may have left masks.
 *
 * @throws UsageError for an argument that names nothing.
 */
export async function findImageFiles(args: readonly string[], outDir: string): Promise<ImageFiles> {
  const found = await pMap(args, expand, { concurrency: AT_ONCE });
  const leftOut = found.flatMap((one) => one.leftOut);
  const paths = [...new Set(found.flatMap((one) => one.paths))];
  const own = await pMap(paths, (path) => isOwnPicture(path, resolve(outDir)), {
    concurrency: AT_ONCE,
  });
  const images = paths.filter((_, index) => !own[index]);
  if (images.length === 0) {
    const said = `No image found in ${args.join(" ")}. Name a file, or quote a pattern.`;
    throw new UsageError([said, ...leftOut.map(leftOutLine)].join("\n"));
  }
  const root = rootOf(images);
  const keys = images.map((path) => keyOf(relative(root, path))).sort(byBytes);
  const tooLong = keys.flatMap((key) => tooLongFor(root, key));
  const refused = new Set(tooLong.map(({ key }) => key));
  const others = found.reduce((sum, one) => sum + one.others, 0);
  return {
    root,
    keys: keys.filter((key) => !refused.has(key)),
    leftOut: [...leftOut, ...tooLong],
    passedOver: others,
  };
}

/** Why a key cannot be scanned: S3, whose contract verdicts keep, and file systems bound names. */
function tooLongFor(root: string, key: string): LeftOut[] {
  const because = (why: string) => [{ key, why, hidesFiles: true }];
  if (!ObjectIdentity.safeParse({ bucket: root, key }).success) {
    return because(`its path below ${root} is too long: run nearer to it`);
  }
  if (Buffer.byteLength(basename(key) + VERDICT_ENDING) > MAX_NAME_BYTES) {
    return because("its name is too long to add to: shorten it");
  }
  return [];
}

/** Pictures are images: those of this output folder, and of any other that has the verdicts beside them. */
async function isOwnPicture(path: string, outDir: string): Promise<boolean> {
  const ending = [MASK_ENDINGS.png, OVERLAY_ENDING].find((one) => path.endsWith(one));
  if (ending === undefined) return false;
  if (isWithin(outDir, path)) return true;
  return isThere(path.slice(0, -ending.length) + VERDICT_ENDING);
}

/** The working directory if all are below it, so that names stay as short as they were given. */
function rootOf(paths: readonly string[]): string {
  const holdsAll = (folder: string) => paths.every((path) => isBelow(folder, path));
  let root = process.cwd();
  if (holdsAll(root)) return root;
  root = dirname(paths[0] ?? root);
  while (!holdsAll(root)) root = dirname(root);
  return root;
}

/** Order of names, the same on every machine. */
export const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

function isBelow(folder: string, path: string): boolean {
  return path !== folder && isWithin(folder, path);
}

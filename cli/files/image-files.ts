import { stat } from "node:fs/promises";
import { dirname, extname, relative, resolve, sep } from "node:path";
import { glob, isDynamicPattern } from "tinyglobby";
import { keyOf } from "../../adapters/folder/object-path.ts";
import { ObjectIdentity } from "../../core/contracts/object-identity.ts";
import { UsageError } from "../usage-error.ts";

/** Endings of the formats that are scanned. Only a folder's files are chosen by them. */
const ENDINGS = new Set([
  ".jpg",
  ".jpeg",
  ".jpe",
  ".png",
  ".webp",
  ".avif",
  ".gif",
  ".tif",
  ".tiff",
]);

/** Whether a folder's file is taken for an image. */
export function hasImageEnding(file: string): boolean {
  return ENDINGS.has(extname(file).toLowerCase());
}

/** `png`: a value for every pixel. `rle`: run lengths of those held for manipulated, as COCO has them. */
export type MaskFormat = "png" | "rle";

/** Added to the name of an image; pictures of an earlier run are not scanned. */
export const MASK_ENDINGS: Record<MaskFormat, string> = { png: ".mask.png", rle: ".mask.json" };
export const OVERLAY_ENDING = ".overlay.jpg";
export const VERDICT_ENDING = ".verdict.json";

/** Files to scan, each named by its path below one folder that holds them all. */
export interface ImageFiles {
  /** Absolute. */
  readonly root: string;
  /** Paths below `root`, with slashes; sorted, none twice. */
  readonly keys: readonly string[];
  /** Files in the named folders that were passed over for their endings. */
  readonly passedOver: number;
}

/**
 * FILE, DIR and GLOB arguments → files. `outDir` is where an earlier run may have left masks.
 *
 * @throws UsageError for an argument that names nothing.
 */
export async function findImageFiles(args: readonly string[], outDir: string): Promise<ImageFiles> {
  const found = await Promise.all(args.map(expand));
  const isOwn = (path: string) =>
    [MASK_ENDINGS.png, OVERLAY_ENDING].some((ending) => path.endsWith(ending)) &&
    isBelow(resolve(outDir), path);
  const paths = new Set(found.flatMap(({ paths }) => paths).filter((path) => !isOwn(path)));
  if (paths.size === 0) {
    throw new UsageError(`No image found in ${args.join(" ")}. Name a file, or quote a pattern.`);
  }
  const root = rootOf([...paths]);
  const keys = [...paths].map((path) => keyOf(relative(root, path))).sort(byBytes);
  const tooLong = keys.find((key) => !ObjectIdentity.safeParse({ bucket: root, key }).success);
  if (tooLong !== undefined) {
    throw new UsageError(`The path of ${tooLong} below ${root} is too long. Run nearer to it.`);
  }
  return { root, keys, passedOver: found.reduce((sum, { others }) => sum + others, 0) };
}

interface Expansion {
  /** Absolute. */
  readonly paths: readonly string[];
  readonly others: number;
}

async function expand(argument: string): Promise<Expansion> {
  const stats = await stat(argument).catch(() => undefined);
  if (stats?.isDirectory()) return expandFolder(argument);
  if (stats !== undefined) return { paths: [resolve(argument)], others: 0 };
  if (!isDynamicPattern(argument)) {
    throw new UsageError(`Expected a file, folder or pattern, found nothing under ${argument}.`);
  }
  const paths = await glob(argument, { absolute: true });
  if (paths.length === 0) throw new UsageError(`No file matches the pattern ${argument}.`);
  return { paths: paths.map((path) => resolve(path)), others: 0 };
}

async function expandFolder(folder: string): Promise<Expansion> {
  const files = await glob("**/*", { cwd: folder, followSymbolicLinks: false });
  const images = files.filter(hasImageEnding);
  const paths = images.map((file) => resolve(folder, file));
  return { paths, others: files.length - images.length };
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
  return path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

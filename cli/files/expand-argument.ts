import { type Dirent, readdir, realpath, type Stats } from "node:fs";
import { lstat, stat } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { glob, isDynamicPattern } from "tinyglobby";
import { fileErrorCodeOf } from "../../adapters/folder/file-error.ts";
import {
  danglingLink,
  type LeftOut,
  listKeys,
  lockedFolder,
  NO_UTF8,
} from "../../adapters/folder/list-files.ts";
import { isThere } from "../../adapters/folder/make-folder.ts";
import { isHidden } from "../../adapters/folder/object-path.ts";
import { whyLeftOut } from "../../adapters/folder/picture-file.ts";
import { hasImageEnding } from "../../core/formats/no-picture.ts";
import { UsageError } from "../usage-error.ts";

/** What one FILE, DIR or GLOB names. */
export interface Expansion {
  /** Absolute. */
  readonly paths: readonly string[];
  /** Absolute; files of a folder that were passed over, as they are no pictures. */
  readonly others: readonly string[];
  /** What else was; keys are paths as a user would write them. */
  readonly leftOut: readonly LeftOut[];
}

/** @throws UsageError when it names nothing. */
export async function expand(argument: string): Promise<Expansion> {
  const stats = await stat(argument).catch(fileErrorCodeOf);
  if (stats === undefined || typeof stats === "string") return expandPattern(argument, stats);
  return expandThere(argument, stats);
}

/** A name as it is, which is no pattern. @throws UsageError when nothing has it. */
export async function expandName(name: string): Promise<Expansion> {
  const stats = await stat(name).catch(fileErrorCodeOf);
  if (typeof stats === "object") return expandThere(name, stats);
  throw new UsageError(await whyNothing(name, stats ?? "ENOENT"));
}

async function expandThere(name: string, stats: Stats): Promise<Expansion> {
  if (stats.isDirectory()) return expandFolder(name);
  return { paths: [resolve(name)], others: [], leftOut: [] };
}

/** Every picture below a folder; links to pictures too, as the user may read what they lead to. */
export async function expandFolder(folder: string): Promise<Expansion> {
  const [paths, others, leftOut]: [string[], string[], LeftOut[]] = [[], [], []];
  const isWanted = (key: string) => !isHidden(key);
  const onLeftOut = ({ key, ...why }: LeftOut) => leftOut.push({ key: join(folder, key), ...why });
  const walk = { isWanted, onLeftOut, followsLinksToFiles: true };
  for await (const key of listKeys(folder, walk)) {
    const path = resolve(folder, key);
    const isPicture = (await whyLeftOut(path, key)) === undefined;
    (isPicture ? paths : others).push(path);
  }
  return { paths, others, leftOut };
}

async function expandPattern(argument: string, code = "ENOENT"): Promise<Expansion> {
  if (!isDynamicPattern(argument)) throw new UsageError(await whyNothing(argument, code));
  const leftOut: LeftOut[] = [];
  const fs = tellingFileSystem((path, why) => leftOut.push({ key: shown(path), ...why }));
  const paths: string[] = [];
  for (const found of await glob(argument, { absolute: true, fs })) {
    const path = resolve(found);
    if (path.includes("\uFFFD") && !(await isThere(path)))
      leftOut.push({ key: shown(path), ...NO_UTF8 });
    else paths.push(path);
  }
  if (paths.length === 0 && leftOut.length === 0) {
    throw new UsageError(`No file matches the pattern ${argument}.`);
  }
  return { paths, others: [], leftOut };
}

async function whyNothing(argument: string, code: string): Promise<string> {
  if (argument.includes("\uFFFD")) {
    return `Expected a name in UTF-8, received ${argument}: give the file another name.`;
  }
  const isLink = await lstat(argument).then(
    (stats) => stats.isSymbolicLink(),
    () => false,
  );
  if (isLink) return `${argument} is a symbolic link that leads nowhere (${code}).`;
  if (code !== "ENOENT" && code !== "ENOTDIR") return `${argument} cannot be looked at (${code}).`;
  return `Expected a file, folder or pattern, found nothing under ${argument}.`;
}

type Tell = (path: string, why: Omit<LeftOut, "key">) => void;

/** What a pattern's search would otherwise pass over in silence: folders it may not read, dangling links. */
function tellingFileSystem(tell: Tell) {
  const reading = (
    path: string,
    options: { readonly withFileTypes: true },
    done: (error: NodeJS.ErrnoException | null, entries: Dirent[]) => void,
  ) =>
    readdir(path, options, (error, entries) => {
      const code = fileErrorCodeOf(error);
      if (code !== undefined && code !== "ENOENT") tell(path, lockedFolder(code));
      done(error, entries);
    });
  const resolving = (
    path: string,
    done: (error: NodeJS.ErrnoException | null, resolved: string) => void,
  ) =>
    realpath(path, (error, resolved) => {
      const code = fileErrorCodeOf(error);
      if (code !== undefined && hasImageEnding(path)) tell(path, danglingLink(code));
      done(error, resolved);
    });
  return { readdir: Object.assign(reading, readdir), realpath: Object.assign(resolving, realpath) };
}

/** From here, where it lies below. */
function shown(path: string): string {
  const fromHere = relative(process.cwd(), path);
  return fromHere.startsWith("..") ? path : fromHere;
}

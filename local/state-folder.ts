import { readdir, readFile, realpath, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative, resolve } from "node:path";
import { ClassicLevel } from "classic-level";
import { makeFolder } from "../adapters/folder/make-folder.ts";
import { isHidden, isWithin, keyOf } from "../adapters/folder/object-path.ts";
import { codeOf, StartError } from "./start-error.ts";

export interface StateFolderOptions {
  /** The state folder; made if it is not there. */
  readonly home: string;
  /** The images, if they are to lie elsewhere: an existing folder. @default `images` in `home` */
  readonly bucketDir?: string;
}

/** The folder of images in a state folder that was given none. */
export const OWN_IMAGES = "images";
/** Of the state folder, beside the images. */
const OWN_FOLDERS = ["masks", "table", "lock", "folders"] as const;
/** Names the folder of images. */
const CLAIM = "bucket-folder";

/** Where one local system keeps everything. Held by one process at a time. */
export interface StateFolder {
  readonly images: string;
  readonly masks: string;
  readonly table: string;
  /** A file. */
  readonly reviews: string;
  /** Whether it was made just now, with a bucket of its own. */
  readonly wantsSamples: boolean;
  release(): Promise<void>;
}

/**
 * Opens the state folder for this process alone.
 *
 * @throws StartError when another process has it, when it belongs to another bucket folder, when one
 *   of the two holds what the other one is written to, or when one of them cannot be used.
 */
export async function openStateFolder(options: StateFolderOptions): Promise<StateFolder> {
  const home = await realPathOf(resolve(options.home));
  const named = options.bucketDir && (await readable(options.bucketDir));
  // Before anything is made: what is left of a refused start would be scanned by the next one.
  if (named) refuseOwnFiles(home, named);
  await madeFolder(home);
  const release = await lock(home);
  try {
    const images = named || (await readable(await madeFolder(join(home, OWN_IMAGES))));
    const masks = await madeFolder(join(home, "masks"));
    refuseMasks(masks, images);
    const { isNew } = await claimBucket(home, images);
    const table = join(home, "table");
    await checkTable(table);
    const reviews = join(home, "reviews.jsonl");
    return { images, masks, table, reviews, wantsSamples: isNew && !named, release };
  } catch (error) {
    await release();
    throw error;
  }
}

/** Also of what is not there yet: links on the way to it are followed. */
async function realPathOf(path: string): Promise<string> {
  const above = dirname(path);
  return realpath(path).catch(async () =>
    above === path ? path : join(await realPathOf(above), basename(path)),
  );
}

/** @returns its real path. */
async function madeFolder(path: string): Promise<string> {
  try {
    await makeFolder(path);
    return await realpath(path);
  } catch (cause) {
    throw unusable(path, cause);
  }
}

/**
 * LevelDB locks its folder through the operating system, which frees the lock with the process,
 * however that ended: no lock of a killed one is left behind.
 */
async function lock(home: string): Promise<() => Promise<void>> {
  const database = new ClassicLevel(join(home, "lock"));
  try {
    await database.open();
  } catch (cause) {
    if (codeOf(cause) !== "LEVEL_LOCKED") throw unusable(home, cause);
    throw new StartError(
      `${home} is in use by another running system. Stop that one, or give this one a state folder of its own with --home.`,
      { cause },
    );
  }
  return () => database.close();
}

/** Found here and not at its first use, since the emulator of the table cannot report it. */
async function checkTable(path: string): Promise<void> {
  const database = new ClassicLevel(path);
  try {
    await database.open();
    await database.close();
  } catch (cause) {
    throw unusable(path, cause);
  }
}

function unusable(path: string, cause: unknown): StartError {
  const advice = "Check its permissions, or move it away: the images are scanned again then.";
  return new StartError(`${path} cannot be opened (${codeOf(cause)}). ${advice}`, { cause });
}

/** The folder of images that a state folder belongs to, if it does to any. */
export async function claimantOf(home: string): Promise<string | undefined> {
  return readFile(join(home, CLAIM), "utf8").catch(() => undefined);
}

/** The verdicts are about one bucket folder: of another one, all objects would count as deleted. */
async function claimBucket(home: string, images: string): Promise<{ readonly isNew: boolean }> {
  const note = join(home, CLAIM);
  const claimed = await claimantOf(home);
  if (claimed !== undefined && claimed !== images) {
    throw new StartError(
      `${home} holds the verdicts about ${claimed}, not about ${images}. Scan that one with npm start -- ${claimed}, or give another state folder with --home.`,
    );
  }
  await writeFile(note, images).catch((cause: unknown) => {
    throw unusable(note, cause);
  });
  return { isNew: claimed === undefined };
}

function refuseOwnFiles(home: string, images: string): void {
  refuseMasks(home, images);
  if (!OWN_FOLDERS.some((name) => isWithin(join(home, name), images))) return;
  throw new StartError(
    `${images} is the scanner's own, as part of the state folder ${home}. Name a folder of your images with --bucket-dir.`,
  );
}

/** Masks are images: where they were objects, each would be scanned and have a mask of its own, for ever. */
function refuseMasks(path: string, images: string): void {
  if (!isWithin(images, path) || isHidden(keyOf(relative(images, path)))) return;
  throw new StartError(
    `${path} would be scanned, with the masks in it, as part of ${images}. Give a state folder outside with --home, or one whose name begins with a dot.`,
  );
}

/** @returns the real path of a folder that can be listed. */
async function readable(folder: string): Promise<string> {
  const path = await realpath(folder).catch((cause: unknown) => {
    throw new StartError(`Expected an existing folder of images, found no ${folder}.`, { cause });
  });
  await readdir(path).catch((cause: unknown) => {
    throw new StartError(
      `Expected a folder of images, but ${folder} cannot be read as one (${codeOf(cause)}).`,
      { cause },
    );
  });
  return path;
}

import { mkdir, readFile, realpath, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { ClassicLevel } from "classic-level";
import { codeOf, StartError } from "./start-error.ts";

export interface StateFolderOptions {
  /** The state folder; made if it is not there. */
  readonly home: string;
  /** The images, if they are to lie elsewhere: an existing folder. @default `images` in `home` */
  readonly bucketDir?: string;
}

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
 * @throws StartError when another process has it, when it belongs to another bucket folder, or when
 *   its table cannot be opened.
 */
export async function openStateFolder(options: StateFolderOptions): Promise<StateFolder> {
  const home = resolve(options.home);
  await mkdir(home, { recursive: true });
  const release = await lock(home);
  try {
    const { images, isNew } = await claimBucket(home, options.bucketDir);
    const [masks, table] = [join(home, "masks"), join(home, "table")];
    await mkdir(masks, { recursive: true });
    await checkTable(table);
    const reviews = join(home, "reviews.jsonl");
    return { images, masks, table, reviews, wantsSamples: isNew && !options.bucketDir, release };
  } catch (error) {
    await release();
    throw error;
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

/** The verdicts are about one bucket folder: of another one, all objects would count as deleted. */
async function claimBucket(home: string, bucketDir: string | undefined) {
  const images = await imagesFolder(home, bucketDir);
  const note = join(home, "bucket-folder");
  const claimed = await readFile(note, "utf8").catch(() => undefined);
  if (claimed !== undefined && claimed !== images) {
    throw new StartError(
      `${home} holds the verdicts about ${claimed}, not about ${images}. Give another state folder with --home.`,
    );
  }
  await writeFile(note, images);
  return { images, isNew: claimed === undefined };
}

async function imagesFolder(home: string, bucketDir: string | undefined): Promise<string> {
  if (bucketDir === undefined) {
    await mkdir(join(home, "images"), { recursive: true });
    return realpath(join(home, "images"));
  }
  try {
    return await realpath(bucketDir);
  } catch (cause) {
    throw new StartError(`Expected an existing folder of images, found no ${bucketDir}.`, {
      cause,
    });
  }
}

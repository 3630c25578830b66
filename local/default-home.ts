import { createHash } from "node:crypto";
import { realpath } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { isThere } from "../adapters/folder/make-folder.ts";
import { claimantOf, OWN_IMAGES } from "./state-folder.ts";

const DEFAULT_HOME = ".fasa";
/** In the name of a state folder: enough digits that two folders of one name never share it. */
const HASH_DIGITS = 8;
/** Without such digits, so that it is no named folder's. */
const WITHOUT_A_NAME = "own";

/**
 * The state folder where nobody named one. A state folder belongs to one folder of images: `.fasa` to the
 * images inside of it, and each named folder has one of its own below. An earlier version gave `.fasa` to
 * the first folder that was named: it stays that one's, and images without a named folder go below.
 */
export async function defaultHomeFor(
  bucketDir: string | undefined,
  base = DEFAULT_HOME,
): Promise<string> {
  const claimant = await claimantOf(base);
  if (bucketDir === undefined) {
    return (await isOthers(claimant, base)) ? join(base, "folders", WITHOUT_A_NAME) : base;
  }
  const images = await realPathOf(bucketDir);
  if (claimant === images) return base;
  const hash = createHash("sha256").update(images).digest("hex").slice(0, HASH_DIGITS);
  return join(base, "folders", `${basename(images)}-${hash}`);
}

/** A claimant that is gone may be these very images before they were moved: its verdicts are not passed over. */
async function isOthers(claimant: string | undefined, base: string): Promise<boolean> {
  if (claimant === undefined || claimant === (await realPathOf(join(base, OWN_IMAGES)))) {
    return false;
  }
  return isThere(claimant);
}

function realPathOf(path: string): Promise<string> {
  return realpath(path).catch(() => resolve(path));
}

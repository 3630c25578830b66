import { createHash } from "node:crypto";
import { realpath } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { claimantOf } from "./state-folder.ts";

const DEFAULT_HOME = ".fasa";
/** In the name of a state folder: enough digits that two folders of one name never share it. */
const HASH_DIGITS = 8;

/**
 * The state folder where nobody named one. A state folder belongs to one folder of images: where `.fasa`
 * belongs to another than the one that was named, it is one inside of it.
 */
export async function defaultHomeFor(bucketDir: string | undefined): Promise<string> {
  if (bucketDir === undefined) return DEFAULT_HOME;
  const images = await realpath(bucketDir).catch(() => resolve(bucketDir));
  const claimant = await claimantOf(DEFAULT_HOME);
  if (claimant === undefined || claimant === images) return DEFAULT_HOME;
  const hash = createHash("sha256").update(images).digest("hex").slice(0, HASH_DIGITS);
  return join(DEFAULT_HOME, "folders", `${basename(images)}-${hash}`);
}

import { hasImageEnding, TELLING_BYTES, whyNoPicture } from "../../core/formats/no-picture.ts";
import { readStart } from "./file-object.ts";
import type { LeftOut } from "./list-files.ts";

/**
 * Why a file of a folder is no picture; nothing where it is one, or is not there any more. Only where the
 * name does not tell the file is opened.
 *
 * @param path of the file that has this key.
 */
export async function whyLeftOut(path: string, key: string): Promise<LeftOut | undefined> {
  if (hasImageEnding(key)) return undefined;
  try {
    const why = whyNoPicture(key, await readStart(path, TELLING_BYTES));
    return why === undefined ? undefined : { key, why, hidesFiles: false };
  } catch {
    // Whoever goes on with it meets the same error, and says it.
    return undefined;
  }
}

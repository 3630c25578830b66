import { constants, copyFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { codeOf, StartError } from "../start-error.ts";

const SAMPLES = fileURLToPath(new URL("../../samples/", import.meta.url));

/**
 * Puts the photographs that come with the source into a bucket's folder; keeps what is there.
 *
 * @throws StartError when they cannot be put there.
 */
export async function copySamples(folder: string): Promise<void> {
  const files = await readdir(SAMPLES);
  for (const file of files.filter((name) => name.endsWith(".jpg"))) {
    await copyFile(join(SAMPLES, file), join(folder, file), constants.COPYFILE_EXCL).catch(
      (cause: unknown) => {
        const code = codeOf(cause);
        if (code === "EEXIST") return;
        const advice = "Name a folder of your own with --bucket-dir.";
        throw new StartError(`${folder} does not take the samples (${code}). ${advice}`, { cause });
      },
    );
  }
}

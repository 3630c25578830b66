import { constants, copyFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const SAMPLES = fileURLToPath(new URL("../../samples/", import.meta.url));

/** Puts the photographs that come with the source into a bucket's folder; keeps what is there. */
export async function copySamples(folder: string): Promise<void> {
  const files = await readdir(SAMPLES);
  for (const file of files.filter((name) => name.endsWith(".jpg"))) {
    await copyFile(join(SAMPLES, file), join(folder, file), constants.COPYFILE_EXCL).catch(keep);
  }
}

function keep(error: unknown): void {
  const isThere = error instanceof Error && "code" in error && error.code === "EEXIST";
  if (!isThere) throw error;
}

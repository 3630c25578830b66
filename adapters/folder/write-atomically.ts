import { randomUUID } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { makeFolder } from "./make-folder.ts";

/**
 * Readers see the old file or the whole new one, also after a crash: the bytes reach the disk before
 * they get their name. Folders on the way are made.
 *
 * @param incoming folder on the same disk for what is not whole yet.
 */
export async function writeAtomically(
  path: string,
  body: AsyncIterable<Uint8Array>,
  incoming = dirname(path),
): Promise<void> {
  await makeFolder(dirname(path));
  await makeFolder(incoming);
  const temporary = join(incoming, `.${randomUUID()}.tmp`);
  try {
    await writeDurably(temporary, body);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function writeDurably(path: string, body: AsyncIterable<Uint8Array>): Promise<void> {
  await using file = await open(path, "wx");
  for await (const chunk of body) await file.writeFile(chunk);
  await file.sync();
}

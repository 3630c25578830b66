import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import {
  MANIFEST_FILE,
  type ModelManifest,
  parseManifest,
} from "../../core/contracts/model-manifest.ts";
import { ModelError } from "./model-error.ts";

/** Larger portions than a stream's own: each costs a turn of the event loop. */
const PORTION_BYTES = 1024 ** 2;

/** @throws ModelError naming a file that is not, or no longer, the one that the manifest names. */
export async function verifyFiles(directory: string, { files }: ModelManifest): Promise<void> {
  for (const [file, expected] of Object.entries(files)) {
    await verifyFile(join(directory, file), expected);
  }
}

/** What a directory's manifest says; its files are not looked at. @throws ModelError saying what is wrong. */
export async function readManifest(directory: string): Promise<ModelManifest> {
  const path = join(directory, MANIFEST_FILE);
  const text = await readFile(path, "utf8").catch((cause) => {
    const advice = `Name a directory that holds a model and its ${MANIFEST_FILE}.`;
    throw new ModelError(`cannot read ${path}: ${cause}. ${advice}`, { cause });
  });
  return manifestIn(text, path);
}

/** @param from names the manifest in the error. @throws ModelError saying what is wrong with it. */
export function manifestIn(text: string, from: string): ModelManifest {
  try {
    return parseManifest(text, from);
  } catch (cause) {
    throw cause instanceof RangeError ? new ModelError(cause.message, { cause }) : cause;
  }
}

async function verifyFile(path: string, expected: string): Promise<void> {
  const found = await sha256Of(path).catch((cause) => {
    throw new ModelError(`cannot read the model file ${path}: ${cause}`, { cause });
  });
  if (found === expected) return;
  throw new ModelError(
    `${path} has sha256 ${found}, the manifest says ${expected}. Fetch the file again, or export the model anew.`,
  );
}

/** Of a file's bytes, in hexadecimal digits. */
export async function sha256Of(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path, { highWaterMark: PORTION_BYTES }), hash);
  return hash.digest("hex");
}

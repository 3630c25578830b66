import { createHash } from "node:crypto";
import { closeSync, openSync, readFileSync, readSync } from "node:fs";
import { join } from "node:path";
import {
  MANIFEST_FILE,
  type ModelManifest,
  parseManifest,
} from "../../core/contracts/model-manifest.ts";
import { type ManifestChoice, thresholdsFor } from "../../core/settings/model-choice.ts";

const CHUNK_BYTES = 1 << 20;

/**
 * Paths of manifest.json and of the files it names: what a detector loads, and nothing else of that
 * directory.
 *
 * @param choice what of the manifest will be in force.
 * @throws Error when one is missing, or has another sha256 than the manifest says, and for a rate
 * without a threshold.
 */
export function readModelFiles(directory: string, choice: ManifestChoice = {}): string[] {
  const path = join(directory, MANIFEST_FILE);
  const manifest = readManifest(path);
  thresholdsFor(manifest, choice);
  const { files } = manifest;
  for (const [file, expected] of Object.entries(files)) verify(join(directory, file), expected);
  return [path, ...Object.keys(files).map((file) => join(directory, file))];
}

function readManifest(path: string): ModelManifest {
  return parseManifest(
    asMissingFile(path, () => readFileSync(path, "utf8")),
    path,
  );
}

function verify(path: string, expected: string): void {
  const found = asMissingFile(path, () => sha256Of(path));
  if (found === expected) return;
  throw new Error(
    `${path} has sha256 ${found}, the manifest says ${expected}. Export the model anew, or copy it whole.`,
  );
}

/** Of a file, read in parts: a model may be larger than memory. */
export function sha256Of(path: string): string {
  const hash = createHash("sha256");
  const chunk = Buffer.alloc(CHUNK_BYTES);
  const file = openSync(path, "r");
  try {
    for (let read = readSync(file, chunk); read > 0; read = readSync(file, chunk)) {
      hash.update(chunk.subarray(0, read));
    }
  } finally {
    closeSync(file);
  }
  return hash.digest("hex");
}

function asMissingFile<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    const advice = `Name a directory that holds ${MANIFEST_FILE} and every file it names.`;
    throw new Error(`cannot read ${path}: ${cause}. ${advice}`, { cause });
  }
}

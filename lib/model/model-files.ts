import { createHash } from "node:crypto";
import { closeSync, openSync, readFileSync, readSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { MANIFEST_FILE, ModelManifest } from "../../core/contracts/model-manifest.ts";
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
  const text = orAdvice(path, () => readFileSync(path, "utf8"));
  try {
    return ModelManifest.parse(JSON.parse(text));
  } catch (cause) {
    const found = cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause);
    throw new Error(`${path} is no manifest of version 1: ${found}`, { cause });
  }
}

function verify(path: string, expected: string): void {
  const found = orAdvice(path, () => sha256Of(path));
  if (found === expected) return;
  throw new Error(
    `${path} has sha256 ${found}, the manifest says ${expected}. Export the model anew, or copy it whole.`,
  );
}

/** In parts: a model may be larger than memory. */
function sha256Of(path: string): string {
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

function orAdvice<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    const advice = `Name a directory that holds ${MANIFEST_FILE} and every file it names.`;
    throw new Error(`cannot read ${path}: ${cause}. ${advice}`, { cause });
  }
}

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ModelManifest } from "../core/contracts/model-manifest.ts";
import { PROJECT_ROOT } from "./asset-commands.ts";

const DIRECTORY = join(PROJECT_ROOT, "model", "weights");
const MANIFEST = "manifest.json";

/**
 * The manifest of the compact model that comes with the source, and the files it names: what a
 * detector loads, and nothing else of that folder.
 */
export function shippedModelFiles(): string[] {
  const manifest = ModelManifest.parse(JSON.parse(readFileSync(join(DIRECTORY, MANIFEST), "utf8")));
  return [MANIFEST, ...Object.keys(manifest.files)].map((file) => join(DIRECTORY, file));
}

import { cpSync } from "node:fs";
import { join } from "node:path";
import { writeBundle } from "./bundles.ts";
import { copyNative, NATIVE_PACKAGES } from "./native-packages.ts";
import { PROJECT_ROOT } from "./project-root.ts";

/** Folder of the image's Dockerfile and of what the image is made by. */
export const WORKER_SOURCES = join(PROJECT_ROOT, "gpu-worker");

/** How it starts, and which CUDA libraries its image has. */
export const IMAGE_FILES = ["entrypoint.sh", "cuda.txt"] as const;

/** Everything that a container of the worker holds but its model: Node on Linux x86_64 runs it. */
export function writeWorker(folder: string): void {
  writeBundle("worker", folder);
  copyNative(NATIVE_PACKAGES, folder);
  for (const name of IMAGE_FILES) cpSync(join(WORKER_SOURCES, name), join(folder, name));
}

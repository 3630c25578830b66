import { cpSync } from "node:fs";
import { join } from "node:path";
import { writeBundle } from "./bundles.ts";
import { copyNative, NATIVE_PACKAGES } from "./native-packages.ts";
import { PROJECT_ROOT } from "./project-root.ts";

/** Folder of the image's Dockerfile and of what it starts by. */
export const WORKER_SOURCES = join(PROJECT_ROOT, "gpu-worker");

/** Everything that a container of the worker holds but its model: Node on Linux x86_64 runs it. */
export function writeWorker(folder: string): void {
  writeBundle("worker", folder);
  copyNative(NATIVE_PACKAGES, folder);
  cpSync(join(WORKER_SOURCES, "entrypoint.sh"), join(folder, "entrypoint.sh"));
}

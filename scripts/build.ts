import { execFileSync } from "node:child_process";
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { z } from "zod";
import { BUNDLES, bundleSources, THREADS } from "../lib/assets/bundles.ts";
import { copyReadable } from "../lib/assets/function-code.ts";
import { copyNative } from "../lib/assets/native-packages.ts";
import { PROJECT_ROOT } from "../lib/assets/project-root.ts";
import { IMAGE_FILES, WORKER_SOURCES } from "../lib/assets/worker-folder.ts";
import { Canary } from "../lib/functions/canary-function.ts";
import { Model } from "../lib/model/model.ts";
import { bundledLicences } from "./bundled-licences.ts";

// What a package holds, in dist/: compiled modules with their types, bundles of the functions, of the worker
// and of the threads, and what these read, each at the place where it lies among the sources.

const DIST = join(PROJECT_ROOT, "dist");
const inDist = (path: string) => join(DIST, relative(PROJECT_ROOT, path));

rmSync(DIST, { recursive: true, force: true });
execFileSync("tsc", ["-p", "tsconfig.build.json"], { cwd: PROJECT_ROOT, stdio: "inherit" });
const metafiles = Object.entries(BUNDLES).map(([name, entryPoints]) => {
  const metafile = join(DIST, `${name}.meta.json`);
  bundleSources(entryPoints, join(DIST, "assets", name), [`--metafile=${metafile}`]);
  return metafile;
});
writeFileSync(join(DIST, "assets", "LICENSES.txt"), bundledLicences(metafiles, PROJECT_ROOT));
for (const metafile of metafiles) rmSync(metafile);
for (const thread of THREADS) bundleSources([thread], join(DIST, dirname(thread)));
for (const file of [...Model.shipped().files, Canary.PICTURE]) {
  copyReadable([file], dirname(inDist(file)));
}
for (const name of ["Dockerfile", ...IMAGE_FILES]) {
  cpSync(join(WORKER_SOURCES, name), inDist(join(WORKER_SOURCES, name)));
}
carryOnnxruntime();
// The command names its version by it, and every file of dist/ is a module.
const manifest = readFileSync(join(PROJECT_ROOT, "package.json"), "utf8");
const { version, type } = z
  .object({ version: z.string(), type: z.string() })
  .parse(JSON.parse(manifest));
writeFileSync(join(DIST, "package.json"), JSON.stringify({ version, type }));

/** Where Node finds it before any other for the files of dist/: see scripts/onnxruntime/main.cjs. */
function carryOnnxruntime(): void {
  copyNative(["onnxruntime-node"], DIST);
  const carried = join(DIST, "node_modules", "onnxruntime-node");
  cpSync(join(PROJECT_ROOT, "scripts/onnxruntime/main.cjs"), join(carried, "dist", "main.cjs"));
  cpSync(join(PROJECT_ROOT, "scripts/onnxruntime/LICENSE"), join(carried, "LICENSE"));
  const path = join(carried, "package.json");
  const { scripts: _, ...own } = z.looseObject({}).parse(JSON.parse(readFileSync(path, "utf8")));
  writeFileSync(path, JSON.stringify({ ...own, main: "dist/main.cjs" }, null, 2));
}

import { execFileSync } from "node:child_process";
import { chmod, cp, mkdir } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { build } from "esbuild";
import { copyNative, type NativePackage } from "../lib/assets/native-packages.ts";
import { MODEL_FOLDER, Model } from "../lib/model/model.ts";

// Everything that a container of the worker holds, in one folder with nothing else needed but Node on
// Linux x86_64: `npx tsx scripts/build-worker.ts OUT`, then `node OUT/worker.mjs` or `node OUT/serve.mjs`.
const out = resolve(process.argv[2] ?? "dist/worker");
const NATIVE: readonly NativePackage[] = ["sharp", "onnxruntime-node"];
const ENTRY_POINTS = [
  "gpu-worker/worker.ts",
  "gpu-worker/serve.ts",
  "adapters/onnx/inference-worker.ts",
  "adapters/history/history-worker.ts",
];

await build({
  entryPoints: Object.fromEntries(ENTRY_POINTS.map((path) => [basename(path, ".ts"), path])),
  outdir: out,
  outExtension: { ".js": ".mjs" },
  bundle: true,
  platform: "node",
  target: "node24",
  format: "esm",
  external: [...NATIVE],
  // Packages written for `require` are in the bundle too.
  banner: {
    js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  },
  logLevel: "warning",
});
for (const command of copyNative(NATIVE, out)) execFileSync("sh", ["-c", command]);
await cp("gpu-worker/entrypoint.sh", join(out, "entrypoint.sh"));
const model = join(out, MODEL_FOLDER);
await mkdir(model, { recursive: true });
for (const file of Model.shipped().files) {
  const copy = join(model, basename(file));
  await cp(file, copy);
  // An export writes some files for its owner alone, and the container is someone else.
  await chmod(copy, 0o644);
}

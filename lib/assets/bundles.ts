import { execFileSync } from "node:child_process";
import { cpSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { NATIVE_PACKAGES } from "./native-packages.ts";
import { IS_PACKAGE, PROJECT_ROOT } from "./project-root.ts";

/** Found by the engine beside the file that starts them, under their own names. */
export const THREADS = [
  "adapters/onnx/inference-worker.ts",
  "adapters/history/history-worker.ts",
  "adapters/tiles/tiles-worker.ts",
  "adapters/copies/copies-worker.ts",
  "adapters/heif/heif-worker.ts",
] as const;

/** Bundle → its entry points, each of which becomes a file with nothing else needed but native packages. */
export const BUNDLES = {
  canary: ["lambdas/canary/index.ts"],
  "park-dead-letter": ["lambdas/park-dead-letter/index.ts"],
  "quarantine-image": ["lambdas/quarantine-image/index.ts"],
  "query-verdict": ["lambdas/query-verdict/index.ts"],
  "record-verdict": ["lambdas/record-verdict/index.ts"],
  "report-finding": ["lambdas/report-finding/index.ts"],
  "request-scan": ["lambdas/request-scan/index.ts"],
  "scan-image": ["lambdas/scan-image/index.ts", ...THREADS],
  "submit-scan": ["lambdas/submit-scan/index.ts"],
  worker: ["gpu-worker/worker.ts", "gpu-worker/serve.ts", ...THREADS],
} as const satisfies Record<string, readonly string[]>;

export type BundleName = keyof typeof BUNDLES;

const require = createRequire(import.meta.url);

const OPTIONS = [
  "--bundle",
  "--platform=node",
  "--target=node24",
  "--format=esm",
  "--main-fields=module,main",
  "--entry-names=[name]",
  "--out-extension:.js=.mjs",
  // Packages written for `require` are in the bundle too.
  "--banner:js=import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  "--log-level=warning",
  ...NATIVE_PACKAGES.map((name) => `--external:${name}`),
];

/** Writes a bundle's files into a folder. Neither Docker nor a network is needed. */
export function writeBundle(name: BundleName, folder: string): void {
  if (IS_PACKAGE) cpSync(join(PROJECT_ROOT, "assets", name), folder, { recursive: true });
  else bundleSources(BUNDLES[name], folder);
}

/**
 * Entry points, relative to the repository → a file of each name in the folder.
 *
 * @param more options of esbuild.
 */
export function bundleSources(
  entryPoints: readonly string[],
  folder: string,
  more: readonly string[] = [],
): void {
  const esbuild = require.resolve("esbuild/bin/esbuild");
  const entries = entryPoints.map((entry) => join(PROJECT_ROOT, entry));
  execFileSync(esbuild, [...entries, ...OPTIONS, ...more, `--outdir=${folder}`], {
    cwd: PROJECT_ROOT,
    stdio: ["ignore", "inherit", "inherit"],
  });
}

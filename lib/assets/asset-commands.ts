import { join } from "node:path";

export const PROJECT_ROOT = join(import.meta.dirname, "..", "..");

/** Shell commands that copy files or folders into a folder of the asset. */
export function copyInto(folder: string, ...sources: readonly string[]): string[] {
  return [`mkdir -p "${folder}"`, ...sources.map((source) => `cp -R "${source}" "${folder}"`)];
}

/** Shell command that bundles one more entry point beside the handler, for a worker thread. */
export function bundleThread(entry: string, outfile: string, external: readonly string[]): string {
  const esbuild = join(PROJECT_ROOT, "node_modules", ".bin", "esbuild");
  const options = ["--bundle", "--platform=node", "--target=node24", "--format=esm"];
  const outside = external.map((name) => `--external:${name}`);
  return [
    `"${esbuild}"`,
    `"${join(PROJECT_ROOT, entry)}"`,
    ...options,
    "--log-level=warning",
    ...outside,
    `--outfile="${outfile}"`,
  ].join(" ");
}

import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { ICommandHooks } from "aws-cdk-lib/aws-lambda-nodejs";
import { z } from "zod";

export const PROJECT_ROOT = join(import.meta.dirname, "..");

/** What Lambda's x86_64 loads of each package beside the package itself, whatever machine bundles. */
const BINARIES = {
  sharp: ["@img/sharp-linux-x64", "@img/sharp-libvips-linux-x64"],
} as const;

/** Package with machine code in it, which no bundler can take in. */
export type NativePackage = keyof typeof BINARIES;

const Manifest = z.object({
  version: z.string(),
  dependencies: z.record(z.string(), z.string()).default({}),
});

/**
 * Copies packages, their binaries for Lambda and all their dependencies into the asset.
 *
 * @throws Error with the npm command to run when a binary is not installed.
 */
export function copyNative(
  packages: readonly NativePackage[],
  nodeModules: string = join(PROJECT_ROOT, "node_modules"),
): ICommandHooks {
  const names = new Set(packages.flatMap((name) => closureOf(name, nodeModules)));
  for (const name of packages)
    for (const binary of binariesOf(name, nodeModules)) names.add(binary);
  const copy = (name: string, outputDir: string) => {
    const to = join(outputDir, "node_modules", dirname(name));
    return [`mkdir -p "${to}"`, `cp -R "${join(nodeModules, name)}" "${to}"`];
  };
  return {
    beforeInstall: () => [],
    beforeBundling: () => [],
    afterBundling: (_, outputDir) => [...names].flatMap((name) => copy(name, outputDir)),
  };
}

function binariesOf(name: NativePackage, nodeModules: string): readonly string[] {
  const missing = BINARIES[name].filter((binary) => !existsSync(join(nodeModules, binary)));
  if (missing.length === 0) return BINARIES[name];
  const { version } = manifestOf(name, nodeModules);
  throw new Error(
    `${missing.join(" and ")} not found in ${nodeModules}: Lambda needs the linux-x64 build of ${name}. ` +
      `Run: npm i --no-save --os=linux --cpu=x64 --libc=glibc ${name}@${version}`,
  );
}

/** The package and all it depends on. What lies nested in a package's own folder is copied with it. */
function closureOf(name: string, nodeModules: string): string[] {
  const dependencies = Object.keys(manifestOf(name, nodeModules).dependencies);
  const hoisted = dependencies.filter((dependency) => existsSync(join(nodeModules, dependency)));
  return [name, ...hoisted.flatMap((dependency) => closureOf(dependency, nodeModules))];
}

function manifestOf(name: string, nodeModules: string) {
  const path = join(nodeModules, name, "package.json");
  return Manifest.parse(JSON.parse(readFileSync(path, "utf8")));
}

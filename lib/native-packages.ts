import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { ICommandHooks } from "aws-cdk-lib/aws-lambda-nodejs";
import { z } from "zod";

export const PROJECT_ROOT = join(import.meta.dirname, "..");
const NODE_MODULES = join(PROJECT_ROOT, "node_modules");

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
export function copyNative(packages: readonly NativePackage[]): ICommandHooks {
  const names = new Set(packages.flatMap((name) => [...closureOf(name), ...binariesOf(name)]));
  return {
    beforeInstall: () => [],
    beforeBundling: () => [],
    afterBundling: (_, outputDir) => [...names].flatMap((name) => copyCommands(name, outputDir)),
  };
}

function binariesOf(name: NativePackage): readonly string[] {
  const missing = BINARIES[name].filter((binary) => !existsSync(join(NODE_MODULES, binary)));
  if (missing.length === 0) return BINARIES[name];
  const { version } = manifestOf(name);
  throw new Error(
    `${missing.join(" and ")} not found in ${NODE_MODULES}: Lambda needs the linux-x64 build of ${name}. ` +
      `Run: npm i --no-save --os=linux --cpu=x64 --libc=glibc ${name}@${version}`,
  );
}

/** The package and all it depends on. What lies nested in a package's own folder is copied with it. */
function closureOf(name: string): string[] {
  const dependencies = Object.keys(manifestOf(name).dependencies);
  const hoisted = dependencies.filter((dependency) => existsSync(join(NODE_MODULES, dependency)));
  return [name, ...hoisted.flatMap(closureOf)];
}

function manifestOf(name: string) {
  const path = join(NODE_MODULES, name, "package.json");
  return Manifest.parse(JSON.parse(readFileSync(path, "utf8")));
}

function copyCommands(name: string, outputDir: string): string[] {
  const to = join(outputDir, "node_modules", dirname(name));
  return [`mkdir -p "${to}"`, `cp -R "${join(NODE_MODULES, name)}" "${to}"`];
}

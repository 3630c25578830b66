import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import { copyInto, PROJECT_ROOT } from "./asset-commands.ts";

interface NativePackageParts {
  /** Packages that hold its machine code for Lambda's x86_64. */
  readonly binaries: readonly string[];
  /** What is copied of the package itself. */
  readonly parts: readonly string[];
  /** Dependencies that only its install script reads. */
  readonly installOnly: readonly string[];
}

/** What Lambda's x86_64 loads of each package, whatever machine bundles. */
const NATIVE = {
  sharp: {
    binaries: ["@img/sharp-linux-x64", "@img/sharp-libvips-linux-x64"],
    parts: ["."],
    installOnly: [],
  },
  // Carries the libraries of every platform: all but one would burst the size of an asset.
  "onnxruntime-node": {
    binaries: [],
    parts: ["package.json", "dist", "bin/napi-v6/linux/x64"],
    installOnly: ["adm-zip", "global-agent"],
  },
} as const satisfies Record<string, NativePackageParts>;

/** Package with machine code in it, which no bundler can take in. */
export type NativePackage = keyof typeof NATIVE;

const Manifest = z.object({
  version: z.string(),
  dependencies: z.record(z.string(), z.string()).default({}),
});

/**
 * Commands that copy packages, their binaries for Lambda and all their dependencies into an asset.
 *
 * @throws Error with the npm command to run when a binary is not installed.
 */
export function copyNative(
  packages: readonly NativePackage[],
  outputDir: string,
  nodeModules: string = join(PROJECT_ROOT, "node_modules"),
): string[] {
  const whole = new Set<string>();
  const commands: string[] = [];
  for (const name of packages) {
    const { parts, installOnly }: NativePackageParts = NATIVE[name];
    for (const part of parts) commands.push(...copyPart(name, part));
    for (const needed of dependenciesOf(name, nodeModules)) {
      if (!installOnly.includes(needed)) closureOf(needed, nodeModules, whole);
    }
    for (const binary of binariesOf(name, nodeModules)) whole.add(binary);
  }
  return [...commands, ...[...whole].flatMap((name) => copyPart(name, "."))];

  function copyPart(name: string, part: string): string[] {
    const from = join(nodeModules, name, part);
    return copyInto(join(outputDir, "node_modules", dirname(join(name, part))), from);
  }
}

function binariesOf(name: NativePackage, nodeModules: string): readonly string[] {
  const { binaries }: NativePackageParts = NATIVE[name];
  const missing = binaries.filter((binary) => !existsSync(join(nodeModules, binary)));
  if (missing.length === 0) return binaries;
  const { version } = manifestOf(name, nodeModules);
  throw new Error(
    `${missing.join(" and ")} not found in ${nodeModules}: Lambda needs the linux-x64 build of ${name}. ` +
      `Run: npm i --no-save --os=linux --cpu=x64 --libc=glibc ${name}@${version}`,
  );
}

/** Adds the package and all it depends on. What lies nested in its own folder is copied with it. */
function closureOf(name: string, nodeModules: string, found: Set<string>): void {
  if (found.has(name)) return;
  found.add(name);
  for (const needed of dependenciesOf(name, nodeModules)) closureOf(needed, nodeModules, found);
}

/** Those that lie beside the package. */
function dependenciesOf(name: string, nodeModules: string): string[] {
  const { dependencies } = manifestOf(name, nodeModules);
  return Object.keys(dependencies).filter((needed) => existsSync(join(nodeModules, needed)));
}

function manifestOf(name: string, nodeModules: string) {
  const path = join(nodeModules, name, "package.json");
  return Manifest.parse(JSON.parse(readFileSync(path, "utf8")));
}

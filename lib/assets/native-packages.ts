import { cpSync, existsSync, readFileSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { z } from "zod";

interface NativePackageParts {
  /** Packages that hold its machine code for Lambda's x86_64, where it is not in the package itself. */
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
  // WebAssembly. Its licence, the LGPL, wants that it can be replaced by another build: no bundle takes it in.
  "libheif-js": {
    binaries: [],
    parts: [
      ...["package.json", "LICENSE", "libheif-wasm/LICENSE"],
      ...["libheif-wasm/libheif.js", "libheif-wasm/libheif.wasm"],
    ],
    installOnly: [],
  },
} as const satisfies Record<string, NativePackageParts>;

/** Package that stays one: with machine code in it, which no bundler can take in, or to be replaceable. */
export type NativePackage = keyof typeof NATIVE;

export const NATIVE_PACKAGES = [
  "sharp",
  "onnxruntime-node",
  "libheif-js",
] as const satisfies NativePackage[];

const Manifest = z.object({
  version: z.string(),
  dependencies: z.record(z.string(), z.string()).default({}),
});

/** An installed package, wherever npm put it. */
interface Installed {
  readonly folder: string;
  readonly version: string;
  /** Names. */
  readonly dependencies: readonly string[];
}

/**
 * Copies packages, their binaries for Lambda and all their dependencies into an asset's node_modules.
 *
 * @param from a folder; packages are looked up as Node does for a file there.
 * @throws Error with the npm command to run when a binary is not installed.
 */
export function copyNative(
  packages: readonly NativePackage[],
  outputDir: string,
  from: string = import.meta.dirname,
): void {
  const modules = join(outputDir, "node_modules");
  const placed = new Map<string, string>();
  for (const name of packages) {
    const { parts, installOnly }: NativePackageParts = NATIVE[name];
    const { folder, dependencies } = find(name, from);
    for (const part of parts) copyFolder(join(folder, part), join(modules, name, part));
    const needed = dependencies.filter((dependency) => !installOnly.includes(dependency));
    for (const other of [...needed, ...binariesOf(name, from)])
      place(other, folder, join(modules, name));
  }

  /** Beside the others, or below the one that needs it where another of that name lies there already. */
  function place(name: string, neededIn: string, neededBy: string): void {
    const { folder, dependencies } = find(name, neededIn);
    const other = placed.get(name);
    if (other === folder) return;
    const target = join(other === undefined ? modules : join(neededBy, "node_modules"), name);
    if (other === undefined) placed.set(name, folder);
    copyFolder(folder, target);
    for (const dependency of dependencies) place(dependency, folder, target);
  }
}

function binariesOf(name: NativePackage, from: string): readonly string[] {
  const { binaries }: NativePackageParts = NATIVE[name];
  const { folder, version } = find(name, from);
  const missing = binaries.filter((binary) => lookUp(binary, folder) === undefined);
  if (missing.length === 0) return binaries;
  throw new Error(
    `${missing.join(" and ")} not found from ${folder}: Lambda needs the linux-x64 build of ${name}. ` +
      `Run: npm i --no-save --os=linux --cpu=x64 --libc=glibc ${name}@${version}`,
  );
}

function find(name: string, from: string): Installed {
  const folder = lookUp(name, from);
  if (folder === undefined) throw new Error(`${name} not found from ${from}: is it installed?`);
  const text = readFileSync(join(folder, "package.json"), "utf8");
  const { version, dependencies } = Manifest.parse(JSON.parse(text));
  return { folder, version, dependencies: Object.keys(dependencies) };
}

/** Packages need not export their package.json, so only its place is asked for. */
function lookUp(name: string, from: string): string | undefined {
  const places = createRequire(join(from, "package.json")).resolve.paths(name) ?? [];
  const found = places.map((place) => join(place, name)).find((folder) => existsSync(folder));
  return found && realpathSync(found);
}

/** Without what is installed in it: that is looked up, and copied where it is needed. */
function copyFolder(folder: string, target: string): void {
  const own = join(folder, "node_modules");
  cpSync(folder, target, { recursive: true, filter: (path) => path !== own });
}

import { chmodSync, cpSync, mkdirSync } from "node:fs";
import { basename, join } from "node:path";
import { AssetHashType, DockerImage } from "aws-cdk-lib";
import { Code } from "aws-cdk-lib/aws-lambda";
import { type BundleName, writeBundle } from "./bundles.ts";
import { copyNative, type NativePackage } from "./native-packages.ts";
import { IS_PACKAGE, PROJECT_ROOT } from "./project-root.ts";

export interface FunctionParts {
  /** Folder in lambdas/. */
  readonly name: BundleName;
  /** Packages that go into the asset as they are. @default none */
  readonly native?: readonly NativePackage[];
  /** More files, by the folder of the asset that they go to. @default none */
  readonly files?: Readonly<Record<string, readonly string[]>>;
}

/** Never pulled: what is bundled is bundled on this machine. */
const NO_IMAGE = DockerImage.fromRegistry("scratch");

/** A function's code, bundled on this machine, or before it was packed: no Docker, no network. */
export function functionCode({ name, native = [], files = {} }: FunctionParts): Code {
  const source = join(PROJECT_ROOT, IS_PACKAGE ? "assets" : "lambdas", name);
  return Code.fromAsset(source, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      image: NO_IMAGE,
      // CDK makes one asset of two whose source and options are equal as JSON.
      command: [JSON.stringify({ native, files })],
      local: {
        tryBundle(outputDir) {
          writeBundle(name, outputDir);
          copyNative(native, outputDir);
          for (const [folder, paths] of Object.entries(files)) {
            copyReadable(paths, join(outputDir, folder));
          }
          return true;
        },
      },
    },
  });
}

/** By everyone: an export writes files for its owner alone, and a function or container is someone else. */
export function copyReadable(files: readonly string[], folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const file of files) {
    const copy = join(folder, basename(file));
    cpSync(file, copy);
    chmodSync(copy, 0o644);
  }
}

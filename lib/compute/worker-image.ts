import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Stack, Stage } from "aws-cdk-lib";
import { DockerImageAsset, type DockerImageAssetProps, Platform } from "aws-cdk-lib/aws-ecr-assets";
import type { Construct } from "constructs";
import { MANIFEST_FILE } from "../../core/contracts/model-manifest.ts";
import { copyReadable } from "../assets/function-code.ts";
import { IS_PACKAGE, PROJECT_ROOT } from "../assets/project-root.ts";
import { WORKER_SOURCES, writeWorker } from "../assets/worker-folder.ts";
import { MODEL_FOLDER, Model } from "../model/model.ts";
import { sha256Of } from "../model/model-files.ts";

/** The worker's image for CUDA. Only its build, while deploying, needs Docker and a network. */
export function workerImage(scope: Construct, id: string, model: Model): DockerImageAsset {
  return new DockerImageAsset(scope, id, {
    ...contextOf(scope),
    target: "cuda",
    platform: Platform.LINUX_AMD64,
    ...(IS_PACKAGE && { buildArgs: { ORIGIN: "package" } }),
    // Takes the place of the stage `model`; its manifest names every file by its sha256.
    ...(model.directory !== undefined && {
      buildContexts: { model: model.directory },
      extraHash: sha256Of(join(model.directory, MANIFEST_FILE)),
    }),
  });
}

/** The sources, which the image bundles itself; a package's bundle lies ready, with its native packages. */
function contextOf(scope: Construct): Pick<DockerImageAssetProps, "directory" | "file"> {
  if (!IS_PACKAGE) return { directory: PROJECT_ROOT, file: "gpu-worker/Dockerfile" };
  const outdir = Stage.of(scope)?.outdir;
  // As for a function: a command that deploys nothing needs no bundle.
  if (outdir === undefined || !Stack.of(scope).bundlingRequired)
    return { directory: WORKER_SOURCES };
  const directory = join(outdir, "fasa-worker");
  rmSync(directory, { recursive: true, force: true });
  writeWorker(join(directory, "app"));
  copyReadable(Model.shipped().files, join(directory, MODEL_FOLDER));
  cpSync(join(WORKER_SOURCES, "Dockerfile"), join(directory, "Dockerfile"));
  return { directory };
}

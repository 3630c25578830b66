import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Annotations } from "aws-cdk-lib";
import { DockerImageAsset, Platform } from "aws-cdk-lib/aws-ecr-assets";
import type { Construct } from "constructs";
import { MANIFEST_FILE } from "../../core/contracts/model-manifest.ts";
import { PROJECT_ROOT } from "../assets/asset-commands.ts";
import type { Model } from "../model/model.ts";

const UNPINNED =
  "The worker's image is built with a CUDA package that must be pinned first: run scripts/pin-cuda.sh, " +
  "which records its sha256 as cudaPackageSha256 in cdk.json. Until then `cdk deploy` fails while building.";

/**
 * The worker's image for CUDA. Only its build, while deploying, needs Docker and a network; synth
 * takes a hash of its sources.
 */
export function workerImage(
  scope: Construct,
  id: string,
  { model, cudaPackageSha256 = "" }: { model: Model; cudaPackageSha256?: string | undefined },
): DockerImageAsset {
  if (cudaPackageSha256 === "") Annotations.of(scope).addWarningV2("fasa:cuda-unpinned", UNPINNED);
  return new DockerImageAsset(scope, id, {
    directory: PROJECT_ROOT,
    file: "gpu-worker/Dockerfile",
    target: "cuda",
    platform: Platform.LINUX_AMD64,
    buildArgs: { CUDA_PACKAGE_SHA256: cudaPackageSha256 },
    // Takes the place of the stage `model`; its manifest names every file by its sha256.
    ...(model.directory !== undefined && {
      buildContexts: { model: model.directory },
      extraHash: sha256Of(join(model.directory, MANIFEST_FILE)),
    }),
  });
}

function sha256Of(path: string): string {
  return createHash("sha256").update(readFileSync(path)).digest("hex");
}

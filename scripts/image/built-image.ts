import { mkdir, mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PROJECT_ROOT } from "../../lib/assets/project-root.ts";
import { WORKER_SOURCES } from "../../lib/assets/worker-folder.ts";
import { type Buildah, makeBuildah } from "./buildah.ts";
import { keptFolder } from "./cache.ts";
import { buildStandIns } from "./stand-ins.ts";
import { cudaWheels, WHEELS_IN_IMAGE } from "./wheels.ts";

export interface WorkerImage {
  readonly buildah: Buildah;
  readonly name: string;
  remove(): Promise<void>;
}

/** A target of the worker's Dockerfile as an image, built on stand-ins for the public images. */
export async function buildWorkerImage(target: "cpu" | "cuda"): Promise<WorkerImage> {
  const folder = await mkdtemp(join(await realpath(tmpdir()), "fasa-image-"));
  const buildah = makeBuildah(folder);
  const remove = async () => {
    await buildah.clear();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    return { buildah, name: await build(buildah, folder, target), remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function build(buildah: Buildah, folder: string, target: "cpu" | "cuda"): Promise<string> {
  const context = join(folder, "stand-ins");
  await mkdir(context);
  const isCuda = target === "cuda";
  const standIns = await buildStandIns(buildah, context, isCuda);
  await rm(context, { recursive: true });
  return buildah.build({
    file: join(WORKER_SOURCES, "Dockerfile"),
    context: PROJECT_ROOT,
    target,
    // Without it, this buildah does not see that the default names a stage.
    buildArgs: { ...standIns, ORIGIN: "sources" },
    volumes: {
      [await keptFolder("npm")]: "/root/.npm",
      ...(isCuda && { [await cudaWheels()]: WHEELS_IN_IMAGE }),
    },
  });
}

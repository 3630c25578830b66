import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { PROJECT_ROOT } from "../../lib/assets/project-root.ts";
import { cachedFolder } from "./cache.ts";
import { run } from "./run.ts";

export const CUDA_PINS = join(PROJECT_ROOT, "gpu-worker", "cuda.txt");
/** Where the build finds the wheels, so that it fetches none. */
export const WHEELS_IN_IMAGE = "/var/cache/wheels";
const PLATFORMS = ["2_28", "2_27", "2_17", "2_12"].map((glibc) => `manylinux_${glibc}_x86_64`);

/** A folder with the wheels of gpu-worker/cuda.txt, each with its sha256 there. */
export async function cudaWheels(): Promise<string> {
  const pins = createHash("sha256").update(await readFile(CUDA_PINS));
  return cachedFolder(`wheels-${pins.digest("hex")}`, async (folder) => {
    const platforms = PLATFORMS.map((platform) => `--platform=${platform}`);
    const which = ["--python-version=3.12", "--only-binary=:all:", ...platforms];
    const where = ["--requirement", CUDA_PINS, "--dest", folder];
    await run("python3", [
      ...["-m", "pip", "download", "--no-cache-dir", "--no-deps", "--require-hashes"],
      ...[...which, ...where],
    ]);
  });
}

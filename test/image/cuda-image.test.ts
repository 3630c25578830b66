import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { buildWorkerImage, type WorkerImage } from "../../scripts/image/built-image.ts";
import { run } from "../../scripts/image/run.ts";
import { type ContainerOptions, startContainer } from "./container.ts";
import { startEmulatedQueues } from "./emulated-queues.ts";

// The CUDA target, up to the point where only a GPU is missing.

const PROVIDERS = "node_modules/onnxruntime-node/bin/napi-v6/linux/x64";
const DRIVER = "libcuda.so.1";
const MISSING = "cannot open shared object file";

let image: WorkerImage;
let folder: string;
let driver: string;
beforeAll(async () => {
  folder = await mkdtemp(join(await realpath(tmpdir()), "fasa-libcuda-"));
  driver = join(folder, DRIVER);
  const named = ["-shared", "-fPIC", `-Wl,-soname,${DRIVER}`, "-o", driver];
  await run("gcc", [...named, join(import.meta.dirname, "stub-libcuda.c")]);
  image = await buildWorkerImage("cuda");
  process.stdout.write(`cuda image: ${await image.buildah.size(image.name)} unpacked\n`);
});
afterAll(async () => {
  await image?.remove();
  await rm(folder, { recursive: true, force: true });
});

/** What the worker says until it ends, on a host with that driver and without a GPU. */
async function workerWithoutGpu({ env, files }: Pick<ContainerOptions, "env" | "files">) {
  const queues = await startEmulatedQueues();
  const worker = await startContainer(image, {
    env: { ...queues.env, ...env },
    files: { [driver]: `/usr/lib/x86_64-linux-gnu/${DRIVER}`, ...files },
  });
  expect(await worker.ended()).not.toBe(0);
  expect(worker.said()).toContain('"ExecutionProviderMissing":1');
  return worker.said();
}

it("every library finds those that it is linked against, but that of the driver", async () => {
  const ldd = ["sh", "-c", `ldd /opt/cuda/* ${PROVIDERS}/*.so*`];
  const container = await startContainer(image, { command: ldd });
  await container.ended();
  const lines = [...container.said().matchAll(/^\s*(\S+) => (.+)$/gm)];
  expect(lines.length).toBeGreaterThan(50);
  const missing = lines.filter(([, , found]) => found === "not found").map(([, name]) => name);
  expect(new Set(missing)).toEqual(new Set([DRIVER]));
});

it("the worker loads CUDA, asks the driver, and ends because there is no GPU", async () => {
  const said = await workerWithoutGpu({});
  expect(said).toMatch(/CUDA failure \d+/);
  expect(said).not.toContain(MISSING);
});

it("without its libraries it would say which is missing", async () => {
  const said = await workerWithoutGpu({ env: { LD_LIBRARY_PATH: "/nowhere" } });
  expect(said).toMatch(new RegExp(`lib\\w+\\.so\\.\\d+: ${MISSING}`));
});

it("asks the host's runtime for its driver", async () => {
  const container = await startContainer(image, { command: ["env"] });
  await container.ended();
  expect(container.said()).toContain("NVIDIA_VISIBLE_DEVICES=all\n");
  expect(container.said()).toContain("NVIDIA_DRIVER_CAPABILITIES=compute,utility\n");
});

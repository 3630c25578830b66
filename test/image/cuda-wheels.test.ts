import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { run } from "../../scripts/image/run.ts";
import { cudaWheels } from "../../scripts/image/wheels.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

// What the hashes of gpu-worker/cuda.txt bring, before any image is built of it.

const PROVIDERS = "onnxruntime/capi/";
/** The driver's, which the host brings, and those of glibc and gcc, which every Debian has. */
const FROM_ELSEWHERE =
  /^(libcuda\.so\.1|lib(c|dl|rt|m|pthread|stdc\+\+|gcc_s)\.so\.\d|ld-linux-x86-64\.so\.2)$/;

let wheels: string[];
beforeAll(async () => {
  const folder = await cudaWheels();
  wheels = (await readdir(folder)).map((name) => join(folder, name));
});

const zip = (...words: string[]) => run("python3", ["-m", "zipfile", ...words]);

/** Paths of the libraries in a wheel. */
async function librariesIn(wheel: string): Promise<string[]> {
  const files = (await zip("--list", wheel)).split("\n").map((line) => line.split(/\s/)[0] ?? "");
  return files.filter((file) => /\.so(\.|$)/.test(file));
}

/** Libraries that a file is linked against. */
async function neededBy(file: string): Promise<string[]> {
  const dynamic = await run("readelf", ["--dynamic", file]);
  return [...dynamic.matchAll(/\(NEEDED\).*\[(.+)\]/g)].map(([, name = ""]) => name);
}

it("the provider is linked against libraries that are there, or on every host with a GPU", async () => {
  const [provider = ""] = wheels.filter((wheel) => basename(wheel).startsWith("onnxruntime_gpu"));
  const folder = await temporaryFolder();
  await zip("--extract", provider, folder);
  const needed = await neededBy(join(folder, PROVIDERS, "libonnxruntime_providers_cuda.so"));
  expect(needed).toContain("libcuda.so.1");
  const brought = (await Promise.all(wheels.map(librariesIn))).flat().map((file) => basename(file));
  const others = needed.filter((name) => !FROM_ELSEWHERE.test(name));
  expect(others.length).toBeGreaterThan(3);
  expect(others.filter((name) => !brought.includes(name))).toEqual([]);
});

it("cuDNN is there too, which the provider looks for when it runs, and what cuDNN compiles with", async () => {
  const brought = (await Promise.all(wheels.map(librariesIn))).flat().map((file) => basename(file));
  expect(brought).toEqual(expect.arrayContaining(["libcudnn.so.9", "libnvrtc.so.13"]));
});

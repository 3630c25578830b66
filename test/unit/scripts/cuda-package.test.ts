import { copyFile, readdir, readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import AdmZip from "adm-zip";
import { App } from "aws-cdk-lib";
import { expect, it, onTestFinished } from "vitest";
import { readConfig } from "../../../lib/app/config.ts";
import {
  type CudaPackage,
  cudaPackage,
  extractLibraries,
  fetchPackage,
  recordSha256,
  sha256Of,
} from "../../../scripts/cuda-package.ts";
import { temporaryFolder } from "../../helpers/temporary-folder.ts";

const PATH = "runtimes/linux-x64/native/libonnxruntime_providers_cuda.so";

function packageOf(files: Record<string, string>): Buffer {
  const archive = new AdmZip();
  for (const [path, content] of Object.entries(files)) {
    archive.addFile(path, Buffer.from(content));
  }
  return archive.toBuffer();
}

/** A NuGet v3 feed that holds one package. */
async function feedOf(content: Buffer): Promise<CudaPackage> {
  const server = createServer(({ url = "", headers }, response) => {
    if (url === "/index.json") {
      const base = `http://${headers.host}/flat/`;
      const resources = [
        { "@id": "http://elsewhere.test/", "@type": "SearchQueryService" },
        { "@id": base, "@type": "PackageBaseAddress/3.0.0" },
      ];
      response.end(JSON.stringify({ resources }));
    } else if (url === "/flat/some.gpu/1.2.3/some.gpu.1.2.3.nupkg") response.end(content);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("no port is open");
  const index = `http://127.0.0.1:${address.port}/index.json`;
  return { index, name: "Some.Gpu", version: "1.2.3", libraries: [PATH] };
}

it("is what onnxruntime-node's own installer names, of the same version", async () => {
  const manifest = await readFile("node_modules/onnxruntime-node/package.json", "utf8");
  const { name, version, libraries } = cudaPackage();
  expect(name).toMatch(/Gpu\.Linux$/);
  expect(version).toBe(JSON.parse(manifest).version);
  expect(libraries.map((path) => path.split("/").at(-1)).sort()).toEqual([
    "libonnxruntime_providers_cuda.so",
    "libonnxruntime_providers_shared.so",
  ]);
});

it("is fetched from its feed, and its libraries alone are taken out", async () => {
  const content = packageOf({ [PATH]: "machine code", "readme.txt": "hello" });
  const wanted = await feedOf(content);
  const fetched = await fetchPackage(wanted);
  const folder = join(await temporaryFolder(), "libraries");
  await extractLibraries(fetched, wanted, sha256Of(content), folder);
  expect(await readdir(folder)).toEqual(["libonnxruntime_providers_cuda.so"]);
  expect(await readFile(join(folder, "libonnxruntime_providers_cuda.so"), "utf8")).toBe(
    "machine code",
  );
});

it.each([
  ["another sha256", "0".repeat(64)],
  ["no sha256", ""],
])("is refused with %s, and nothing is written", async (_, sha256) => {
  const wanted = await feedOf(packageOf({ [PATH]: "other code" }));
  const folder = await temporaryFolder();
  const fetched = await fetchPackage(wanted);
  await expect(extractLibraries(fetched, wanted, sha256, folder)).rejects.toThrow(/pin-cuda\.sh/);
  expect(await readdir(folder)).toEqual([]);
});

it("is refused when a library is missing, or the package itself", async () => {
  const content = packageOf({ "readme.txt": "hello" });
  const wanted = await feedOf(content);
  const folder = await temporaryFolder();
  const fetched = await fetchPackage(wanted);
  await expect(extractLibraries(fetched, wanted, sha256Of(content), folder)).rejects.toThrow(PATH);
  await expect(fetchPackage({ ...wanted, version: "9.9.9" })).rejects.toThrow(/answered 404/);
});

it("is recorded where the app reads it, beside all that was there", async () => {
  const path = join(await temporaryFolder(), "cdk.json");
  await copyFile("cdk.json", path);
  const before = JSON.parse(await readFile(path, "utf8"));
  const cudaPackageSha256 = "ab".repeat(32);
  await recordSha256(path, cudaPackageSha256);
  const after = JSON.parse(await readFile(path, "utf8"));
  expect(after).toEqual({ ...before, context: { ...before.context, cudaPackageSha256 } });
  expect(readConfig(new App({ context: after.context }).node)).toMatchObject({ cudaPackageSha256 });
});

import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import AdmZip from "adm-zip";
import { z } from "zod";

/** Where the CUDA libraries come from that the locked onnxruntime-node is to be used with. */
export interface CudaPackage {
  /** Service index of a NuGet v3 feed. */
  readonly index: string;
  readonly name: string;
  readonly version: string;
  /** Paths inside the package. */
  readonly libraries: readonly string[];
}

const Metadata = z.object({
  requirements: z.object({ "linux/x64": z.tuple([z.string()]) }),
  manifests: z.record(
    z.string(),
    z.record(z.string(), z.object({ package: z.string(), path: z.string() })),
  ),
  packages: z.record(
    z.string(),
    z.object({
      name: z.string(),
      versions: z.array(z.object({ feed: z.string(), version: z.string() })).min(1),
    }),
  ),
  feeds: z.record(z.string(), z.object({ type: z.literal("nuget"), index: z.url() })),
});
const ServiceIndex = z.object({
  resources: z.array(z.object({ "@id": z.url(), "@type": z.string() })),
});

/** TensorRT's provider needs libraries that no image of ours has. */
const WANTED = /libonnxruntime_providers_(cuda|shared)\.so$/;

/** What the metadata of onnxruntime-node's own installer names for Linux x86_64. */
export function cudaPackage(): CudaPackage {
  const require = createRequire(import.meta.url);
  const metadata = Metadata.parse(require("onnxruntime-node/script/install-metadata.js"));
  const [requirement] = metadata.requirements["linux/x64"];
  const files = Object.values(metadata.manifests[`linux/x64:${requirement}`] ?? {});
  const [source] = new Set(files.map((file) => file.package));
  const found = metadata.packages[source ?? ""];
  const [release] = found?.versions ?? [];
  const feed = metadata.feeds[release?.feed ?? ""];
  if (found === undefined || release === undefined || feed === undefined) {
    throw new Error("onnxruntime-node names no CUDA package: its installer's metadata has changed");
  }
  const libraries = files.map(({ path }) => path).filter((path) => WANTED.test(path));
  return { index: feed.index, name: found.name, version: release.version, libraries };
}

/** The package as it is served now. @throws Error naming what did not answer. */
export async function fetchPackage({ index, name, version }: CudaPackage): Promise<Buffer> {
  const { resources } = ServiceIndex.parse(JSON.parse((await download(index)).toString()));
  const base = resources.find((resource) => resource["@type"] === "PackageBaseAddress/3.0.0");
  if (base === undefined) throw new Error(`${index} serves no packages`);
  const [id, number] = [name.toLowerCase(), version.toLowerCase()];
  return download(new URL(`${id}/${number}/${id}.${number}.nupkg`, base["@id"]).href);
}

export function sha256Of(content: Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}

const CdkJson = z.looseObject({ context: z.record(z.string(), z.json()) });

/** Writes the sha256 where the app reads it, and changes nothing else. @param path of cdk.json */
export async function recordSha256(path: string, cudaPackageSha256: string): Promise<void> {
  const settings = CdkJson.parse(JSON.parse(await readFile(path, "utf8")));
  const context = { ...settings.context, cudaPackageSha256 };
  await writeFile(path, `${JSON.stringify({ ...settings, context }, null, 2)}\n`);
}

/**
 * Writes the package's libraries into a folder.
 *
 * @throws Error when the package has another sha256, or lacks a library: nothing is written then.
 */
export async function extractLibraries(
  content: Buffer,
  { name, version, libraries }: CudaPackage,
  sha256: string,
  folder: string,
): Promise<void> {
  const found = sha256Of(content);
  if (found !== sha256) {
    throw new Error(
      `${name} ${version} has sha256 ${found}, expected ${sha256 || "one"}. ` +
        "scripts/pin-cuda.sh records what is served now: compare before you take it over.",
    );
  }
  const archive = new AdmZip(content);
  const files = libraries.map((path) => {
    const data = archive.getEntry(path)?.getData();
    if (data === undefined) throw new Error(`${name} ${version} holds no ${path}`);
    return { name: basename(path), data };
  });
  await mkdir(folder, { recursive: true });
  for (const { name: file, data } of files) await writeFile(join(folder, file), data);
}

async function download(url: string): Promise<Buffer> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return Buffer.from(await response.arrayBuffer());
}

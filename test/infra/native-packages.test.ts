import { readFileSync } from "node:fs";
import { mkdir, readdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { copyNative } from "../../lib/assets/native-packages.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

const BINARIES = ["@img/sharp-linux-x64", "@img/sharp-libvips-linux-x64"];

type Packages = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Installs packages as they are named: path below `folder` → dependencies. The version is the path. */
async function install(folder: string, packages: Packages): Promise<void> {
  for (const [path, dependencies] of Object.entries(packages)) {
    await mkdir(join(folder, path), { recursive: true });
    await writeFile(
      join(folder, path, "package.json"),
      JSON.stringify({ version: path, dependencies }),
    );
  }
}

/** Paths of the packages in an asset → the paths that they were copied from. */
async function copiedTo(out: string): Promise<Record<string, string>> {
  const files = await readdir(out, { recursive: true });
  const manifests = files.filter((file) => file.endsWith("package.json")).sort();
  return Object.fromEntries(
    manifests.map((file) => [
      file.replace("/package.json", ""),
      JSON.parse(readFileSync(join(out, file), "utf8")).version,
    ]),
  );
}

it("names the command that installs what Lambda needs, on a machine that has another build", async () => {
  const root = await temporaryFolder();
  await install(root, {
    "node_modules/sharp": {},
    "node_modules/@img/sharp-libvips-linux-x64": {},
  });
  expect(() => copyNative(["sharp"], join(root, "out"), root)).toThrow(
    /^@img\/sharp-linux-x64 not found.*npm i --no-save --os=linux --cpu=x64 --libc=glibc sharp@node_modules\/sharp$/,
  );
});

it("copies a package with its binaries and what it depends on, from where npm put each", async () => {
  const root = await temporaryFolder();
  const scanner = "node_modules/fasa-scanner";
  await install(root, {
    "node_modules/semver": {},
    "node_modules/colour": { semver: "1" },
    [`${scanner}/node_modules/sharp`]: { semver: "7", colour: "1" },
    [`${scanner}/node_modules/sharp/node_modules/semver`]: {},
    ...Object.fromEntries(BINARIES.map((name) => [`node_modules/${name}`, {}])),
  });
  copyNative(["sharp"], join(root, "out"), join(root, scanner, "dist/lib"));
  expect(await copiedTo(join(root, "out"))).toEqual({
    "node_modules/@img/sharp-libvips-linux-x64": "node_modules/@img/sharp-libvips-linux-x64",
    "node_modules/@img/sharp-linux-x64": "node_modules/@img/sharp-linux-x64",
    "node_modules/colour": "node_modules/colour",
    "node_modules/colour/node_modules/semver": "node_modules/semver",
    "node_modules/semver": `${scanner}/node_modules/sharp/node_modules/semver`,
    "node_modules/sharp": `${scanner}/node_modules/sharp`,
  });
});

it("finds what a package depends on beside the folder that a link leads to", async () => {
  const root = await temporaryFolder();
  const store = "node_modules/.pnpm/sharp@1/node_modules";
  await install(root, {
    [`${store}/sharp`]: { semver: "7" },
    [`${store}/semver`]: {},
    ...Object.fromEntries(BINARIES.map((name) => [`${store}/${name}`, {}])),
  });
  await symlink(".pnpm/sharp@1/node_modules/sharp", join(root, "node_modules/sharp"));
  copyNative(["sharp"], join(root, "out"), root);
  expect(await copiedTo(join(root, "out"))).toMatchObject({
    "node_modules/semver": `${store}/semver`,
    "node_modules/sharp": `${store}/sharp`,
  });
});

it("names a dependency that is not installed", async () => {
  const root = await temporaryFolder();
  await install(root, {
    "node_modules/sharp": { semver: "7" },
    ...Object.fromEntries(BINARIES.map((name) => [`node_modules/${name}`, {}])),
  });
  expect(() => copyNative(["sharp"], join(root, "out"), root)).toThrow("semver not found from");
});

it("copies nothing when nothing is asked for", async () => {
  const out = await temporaryFolder();
  copyNative([], out);
  expect(await readdir(out)).toEqual([]);
});

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { copyNative } from "../../lib/assets/native-packages.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

async function nodeModulesWith(...names: string[]): Promise<string> {
  const folder = await temporaryFolder();
  for (const name of names) {
    await mkdir(join(folder, name), { recursive: true });
    const dependencies = name === "sharp" ? { semver: "^7.0.0", nested: "^1.0.0" } : {};
    const manifest = JSON.stringify({ name, version: "9.8.7", dependencies });
    await writeFile(join(folder, name, "package.json"), manifest);
  }
  return folder;
}

it("names the command that installs what Lambda needs, on a machine that has another build", async () => {
  const nodeModules = await nodeModulesWith("sharp", "semver", "@img/sharp-libvips-linux-x64");
  expect(() => copyNative(["sharp"], "/out", nodeModules)).toThrow(
    /^@img\/sharp-linux-x64 not found.*npm i --no-save --os=linux --cpu=x64 --libc=glibc sharp@9\.8\.7$/,
  );
});

it("copies a package with its binaries and what it depends on", async () => {
  const binaries = ["@img/sharp-linux-x64", "@img/sharp-libvips-linux-x64"];
  const nodeModules = await nodeModulesWith("sharp", "semver", ...binaries);
  const commands = copyNative(["sharp"], "/out", nodeModules);
  const copies = commands.filter((command) => command.startsWith("cp "));
  expect(copies).toEqual([
    `cp -R "${nodeModules}/sharp" "/out/node_modules"`,
    `cp -R "${nodeModules}/semver" "/out/node_modules"`,
    `cp -R "${nodeModules}/@img/sharp-linux-x64" "/out/node_modules/@img"`,
    `cp -R "${nodeModules}/@img/sharp-libvips-linux-x64" "/out/node_modules/@img"`,
  ]);
});

it("copies nothing when nothing is asked for", () => {
  expect(copyNative([], "/out")).toEqual([]);
});

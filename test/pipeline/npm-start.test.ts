import { mkdir, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, expect, it } from "vitest";
import { TINY_MODEL_DIRECTORY } from "../helpers/fixtures.ts";
import { BLACK, flat, RED } from "../helpers/pictures.ts";
import { runStart } from "../helpers/running/run-cli.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

let cwd: string;

const start = (...args: string[]) =>
  runStart([...args, "--once", "--port", "0", "--model", TINY_MODEL_DIRECTORY], cwd);

const startWithHome = () => start("in", "--home", ".fasa");

async function put(path: string, colour = RED): Promise<void> {
  await mkdir(join(cwd, path, ".."), { recursive: true });
  await flat(64, 64, colour).toFile(join(cwd, path));
}

beforeEach(async () => {
  cwd = await temporaryFolder();
});

it("scans the folder that is its first word, and says how much there is", async () => {
  await put("in/holiday/red one.png");
  await put("in/black.png", BLACK);
  const { code, stdout, stderr } = await start("in");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/^file +label +decided by +score +threshold +area$/m);
  expect(stdout).toMatch(/^holiday\/red one\.png +manipulated +network +1\.000 +0\.500 /m);
  expect(stdout).toMatch(/^black\.png +authentic +network +0\.000 +0\.500$/m);
  expect(stdout).toContain("\n1 manipulated, 1 authentic\n");
  const [, masks = ""] =
    /^Masks {4}(\.fasa\/folders\/in-[0-9a-f]{8}\/masks)\/<file>\.mask\.png$/m.exec(stdout) ?? [];
  expect((await stat(join(cwd, masks, "holiday/red one.png.mask.png"))).size).toBeGreaterThan(0);
});

it("says every row again that it knows of, and exits with 1 when one was not scanned", async () => {
  await put("in/a.png");
  await writeFile(join(cwd, "in/text.jpg"), "no image");
  const runs = [await start("in"), await start("in")];
  for (const { code, stdout } of runs) {
    expect(code).toBe(1);
    expect(stdout).toMatch(/^a\.png +manipulated /m);
    expect(stdout).toMatch(/^text\.jpg +failed +unsupported_format$/m);
    expect(stdout).toContain("\n1 manipulated, 1 failed\n");
  }
});

it("leaves out what is no image, and says so once, in words", async () => {
  await put("in/a.png");
  await put("in/black.png", BLACK);
  await rename(join(cwd, "in/black.png"), join(cwd, "in/unnamed"));
  await writeFile(join(cwd, "in/notes.txt"), "no image");
  const { code, stdout, stderr } = await start("in");
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: "Left out, as they are no images: 1 (notes.txt)\n",
  });
  expect(stdout).toMatch(/^unnamed +authentic /m);
  expect(stdout).toContain("\n1 manipulated, 1 authentic\n");
});

it("the name of a mask goes with its image", async () => {
  await put("in/a.png");
  await put("in/b.png");
  await startWithHome();
  await rm(join(cwd, "in/a.png"));
  await startWithHome();
  const left = (await readdir(join(cwd, ".fasa/masks"))).filter((name) => name.endsWith(".png"));
  expect(left).toEqual(["b.png.mask.png"]);
});

it("masks of an earlier state get their names when it starts", async () => {
  await put("in/a.png");
  await startWithHome();
  await rm(join(cwd, ".fasa/masks/a.png.mask.png"));
  await startWithHome();
  expect((await stat(join(cwd, ".fasa/masks/a.png.mask.png"))).isFile()).toBe(true);
});

it("a second folder has a state of its own, where nobody names one", async () => {
  await put("one/a.png");
  await put("two/b.png");
  await start("one", "--home", ".fasa");
  const other = await start("two");
  expect(other.stdout).toMatch(/^b\.png +manipulated /m);
  expect(other.stdout).toMatch(/^Masks {4}\.fasa\/folders\/two-[0-9a-f]{8}\/masks\//m);
  const again = await start("two");
  expect(again.stdout).not.toContain("Found");
  const named = await start("two", "--home", ".fasa");
  expect(named.code).toBe(1);
  expect(named.stderr).toMatch(/holds the verdicts about \S+one, not about \S+two\. Scan that one/);
});

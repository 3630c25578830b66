import { mkdir, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { Verdict } from "../../../core/contracts/verdict.ts";
import { TINY_MODEL_DIRECTORY } from "../../helpers/fixtures.ts";
import { BLACK, flat, RED } from "../../helpers/pictures.ts";
import { ended, runCli, startCli } from "../../helpers/running/run-cli.ts";
import { temporaryFolder } from "../../helpers/temporary-folder.ts";

const MODEL = ["--model", TINY_MODEL_DIRECTORY];

let root: string;
let cwd: string;

const scan = (...args: string[]) => runCli(["scan", ...MODEL, ...args], cwd);
const linesOf = (text: string) => text.split("\n").filter(Boolean);
const verdictsOf = (stdout: string) =>
  linesOf(stdout).map((line) => Verdict.parse(JSON.parse(line)));
const keysOf = (stdout: string) => verdictsOf(stdout).map(({ object }) => object.key);

async function picture(...path: string[]): Promise<string> {
  const file = join(root, ...path);
  await mkdir(join(file, ".."), { recursive: true });
  await flat(40, 40, RED).toFile(file);
  return file;
}

beforeEach(async () => {
  root = await temporaryFolder();
  cwd = join(root, "here");
  await mkdir(cwd);
});

describe("the place of a result", () => {
  it("hangs on the file alone, not on what is scanned beside it", async () => {
    const [a, b] = [await picture("w", "a", "x.png"), await picture("w", "b", "x.png")];
    await picture("here", "y.png");
    await scan("../w/a/x.png");
    await scan("../w/b/x.png", "y.png");
    const { stdout } = await scan("../w", "y.png", "--out", "together");
    const places = (await readdir(join(cwd, "fasa-out"), { recursive: true })).filter((name) =>
      name.endsWith(".verdict.json"),
    );
    const expected = [a.slice(1), b.slice(1), "y.png"].map((name) => `${name}.verdict.json`);
    expect(places.toSorted()).toEqual(expected.toSorted());
    const together = await readdir(join(cwd, "together"), { recursive: true });
    expect(together).toEqual(expect.arrayContaining(expected));
    expect(
      linesOf(stdout)
        .slice(1, 4)
        .map((line) => line.split(" ")[0]),
    ).toEqual([a, b, "y.png"]);
  });

  it("is never taken from another file: that is left out, and the exit code 1", async () => {
    const [a, b] = [await picture("w", "a", "x.png"), await picture("w", "b", "x.png")];
    const out = ["--out", join(root, "out")];
    const from = (folder: string) =>
      runCli(["scan", ...MODEL, "x.png", ...out], join(root, "w", folder));
    expect((await from("a")).code).toBe(0);
    const { code, stderr } = await from("b");
    expect(code).toBe(1);
    expect(stderr).toContain(`Left out: x.png: its results would overwrite those of ${a}: name`);
    const kept = await readFile(join(root, "out", "x.png.verdict.json"), "utf8");
    expect(JSON.parse(kept).object.bucket).toBe(join(root, "w", "a"));
    expect((await from("a")).code).toBe(0);

    const nested = await picture("here", ...b.split("/"));
    const { code: both, stderr: told } = await scan(b, nested);
    expect(both).toBe(1);
    expect(told).toMatch(/would overwrite those of .*x\.png: name another folder/);
  });
});

describe("fasa scan --files-from", () => {
  it("takes names from a list, each as it is", async () => {
    await picture("here", "[a] b.png");
    await picture("here", "in", "c.png");
    await writeFile(join(cwd, "list"), "[a] b.png\r\n\nin\n");
    const { code, stdout } = await scan("--files-from", "list", "--json");
    expect({ code, keys: keysOf(stdout) }).toEqual({ code: 0, keys: ["[a] b.png", "in/c.png"] });
  });

  it("takes them from standard input, ended with NUL, beside arguments", async () => {
    await picture("here", "new\nline.png");
    await picture("here", "d.png");
    const child = startCli(["scan", ...MODEL, "d.png", "--json", "--files-from", "-", "-0"], cwd);
    child.stdin.end("new\nline.png\0");
    const { code, stdout } = await ended(child);
    expect({ code, keys: keysOf(stdout) }).toEqual({ code: 0, keys: ["d.png", "new\nline.png"] });
  });

  it("says in which line it is that a name names nothing", async () => {
    await picture("here", "a.png");
    await writeFile(join(cwd, "list"), "a.png\n\n*.png\nb.png\n");
    const { code, stderr } = await scan("--files-from", "list");
    expect(code).toBe(2);
    expect(stderr).toContain("list, line 3: Expected a file");
    expect(stderr).toContain("list, line 4: Expected a file");
    expect((await scan("--files-from", "none")).stderr).toContain("none is none (ENOENT)");
    await writeFile(join(cwd, "list"), "\n");
    const empty = await scan("--files-from", "list");
    expect(empty).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("in each line of list, found none."),
    });
  });
});

describe("fasa scan --skip-done", () => {
  const skipping = async (...args: string[]) => {
    const { code, stderr, stdout } = await scan("in", "--skip-done", ...args);
    const kept = /current result: (\d+)/.exec(stderr)?.[1] ?? "0";
    return { code, kept: Number(kept), table: linesOf(stdout).length - 1 };
  };

  beforeEach(async () => {
    await picture("here", "in", "a.png");
    await picture("here", "in", "b.png");
    await writeFile(join(cwd, "in", "c.png"), "no image");
    expect((await scan("in")).code).toBe(1);
  });

  it("keeps what would come out the same, and says it as if it were new", async () => {
    const { stdout } = await scan("in", "--json");
    const again = await scan("in", "--json", "--skip-done");
    expect(again.code).toBe(1);
    expect(verdictsOf(again.stdout)).toEqual(verdictsOf(stdout));
    expect(await skipping()).toEqual({ code: 1, kept: 3, table: 6 });
    expect(await skipping("--out", join(cwd, "fasa-out"))).toMatchObject({ kept: 3 });
  });

  it.each<[string, string[], () => Promise<void>, number]>([
    [
      "a file was changed",
      [],
      () =>
        flat(41, 40, BLACK)
          .toFile(join(cwd, "in", "a.png"))
          .then(),
      2,
    ],
    ["a file is as long as before", [], () => utimes(join(cwd, "in", "a.png"), 1, 1), 2],
    ["a mask is gone", [], () => rm(join(cwd, "fasa-out", "in", "a.png.mask.png")), 2],
    ["a verdict is half", [], () => writeFile(join(cwd, "fasa-out/in/b.png.verdict.json"), "{"), 2],
    ["another form of mask is asked for", ["--mask-format", "rle"], async () => {}, 1],
    ["overlays are asked for", ["--overlay"], async () => {}, 1],
  ])("scans again where %s", async (_, args, change, kept) => {
    await change();
    expect(await skipping(...args)).toMatchObject({ kept });
    expect(await skipping(...args)).toMatchObject({ kept: 3 });
  });

  it("scans again what failed for a reason that may be gone", async () => {
    const path = join(cwd, "fasa-out", "in", "c.png.verdict.json");
    const verdict = JSON.parse(await readFile(path, "utf8"));
    const reason = { code: "timeout", message: "Expected less." };
    await writeFile(path, JSON.stringify({ ...verdict, reason }));
    expect(await skipping()).toMatchObject({ kept: 2 });
  });
});

describe("Ctrl-C", () => {
  it("ends fasa scan with what is done, and --skip-done goes on from there", async () => {
    const bytes = await readFile(await picture("here", "in", "000.png"));
    const count = 400;
    for (let i = 1; i < count; i++) {
      await writeFile(join(cwd, "in", `${String(i).padStart(3, "0")}.png`), bytes);
    }
    const child = startCli(["scan", ...MODEL, "in", "--json"], cwd);
    child.stdout.once("data", () => child.kill("SIGINT"));
    const { code, stdout, stderr } = await ended(child);
    const done = keysOf(stdout).length;
    expect(code).toBe(130);
    expect(done).toBeGreaterThan(0);
    expect(done).toBeLessThan(count);
    expect(stderr).toContain("Stopping: what is in hand is finished.");
    expect(stderr).toContain(`Stopped: ${done} of ${count} files are done; --skip-done goes on`);

    const rest = await scan("in", "--json", "--skip-done");
    expect(rest.code).toBe(0);
    expect(keysOf(rest.stdout)).toHaveLength(count);
    expect(rest.stderr).toContain(`current result: ${done}`);
  });

  it("twice ends it at once", async () => {
    await picture("here", "in", "a.png");
    const large = await flat(9900, 9900, RED).png({ compressionLevel: 1 }).toBuffer();
    for (const name of ["b", "c", "d", "e", "f", "g", "h"]) {
      await writeFile(join(cwd, "in", `${name}.png`), large);
    }
    const child = startCli(["scan", ...MODEL, "in", "--json"], cwd);
    child.stdout.once("data", () => child.kill("SIGINT"));
    child.stderr.once("data", () => setTimeout(() => child.kill("SIGINT"), 1100));
    const { code, stderr } = await ended(child);
    expect({ code, stderr }).toEqual({
      code: 130,
      stderr: expect.stringMatching(/^Stopping.*\n$/),
    });
  });
});

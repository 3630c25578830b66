import { execFileSync } from "node:child_process";
import { link, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { Verdict } from "../../../core/contracts/verdict.ts";
import { TINY_MODEL_DIRECTORY } from "../../helpers/fixtures.ts";
import { flat, RED } from "../../helpers/pictures.ts";
import { lock } from "../../helpers/running/ordinary-user.ts";
import { runCli } from "../../helpers/running/run-cli.ts";
import { temporaryFolder } from "../../helpers/temporary-folder.ts";

/** Linux gives a command line, with the environment, a quarter of the stack: 2 MB. */
const LONGEST_BYTES = 2_000_000;

let cwd: string;
let picture: string;

async function scan(...args: string[]) {
  const words = ["scan", "--model", TINY_MODEL_DIRECTORY, "--json", ...args];
  const { code, stdout, stderr } = await runCli(words, cwd);
  const verdicts = stdout
    .split("\n")
    .filter(Boolean)
    .map((line) => Verdict.parse(JSON.parse(line)));
  const states = Object.fromEntries(
    verdicts.map((verdict) => [
      verdict.object.key,
      verdict.state === "failed" ? verdict.reason.code : verdict.state,
    ]),
  );
  return { code, states, told: stderr.split("\n").filter(Boolean) };
}

/** The picture again, under another name. */
async function put(...path: string[]): Promise<string> {
  const file = join(cwd, ...path);
  await mkdir(join(file, ".."), { recursive: true });
  await link(picture, file);
  return file;
}

beforeEach(async () => {
  cwd = await temporaryFolder();
  picture = join(cwd, "red.png");
  await flat(40, 40, RED).toFile(picture);
});

describe("fasa scan of a folder", () => {
  it("says of each file and folder that may not be read that it may not, and exits with 1", async () => {
    await put("in", "a.png");
    await writeFile(join(cwd, "in", "locked.png"), await readFile(picture));
    await put("in", "locked", "b.png");
    await lock(join(cwd, "in", "locked.png"));
    await lock(join(cwd, "in", "locked"));
    const states = { "in/a.png": "scanned", "in/locked.png": "access_denied" };
    const told = ["Left out: in/locked/: a folder that cannot be read (EACCES)"];
    expect(await scan("in")).toEqual({ code: 1, states, told });
    const without = ["Left out: in/locked: a folder that cannot be read (EACCES)"];
    expect(await scan("in/**/*.png")).toEqual({ code: 1, states, told: without });
    const { code, told: refused } = await scan("in/locked");
    expect(code).toBe(2);
    expect(refused.join()).toContain("in/locked: a folder that cannot be read (EACCES)");
    expect((await scan("in/locked/b.png")).told[0]).toContain("cannot be looked at (EACCES)");
  });

  it("follows links to files, and says of every other where it leads", async () => {
    await put("in", "a.png");
    await put("elsewhere", "b.png");
    await symlink("../elsewhere/b.png", join(cwd, "in", "link.png"));
    expect(await scan("in")).toEqual({
      code: 0,
      states: { "in/a.png": "scanned", "in/link.png": "scanned" },
      told: [],
    });
    await symlink(".", join(cwd, "in", "loop"));
    const loop = "in/loop: a symbolic link to a folder inside, whose files are found there";
    expect(await scan("in")).toMatchObject({ code: 0, told: [`Left out: ${loop}`] });

    await symlink("../elsewhere", join(cwd, "in", "outside"));
    await symlink("nowhere.png", join(cwd, "in", "dangling.png"));
    expect(await scan("in")).toEqual({
      code: 1,
      states: { "in/a.png": "scanned", "in/link.png": "scanned" },
      told: [
        "Left out: in/dangling.png: a symbolic link to nothing (ENOENT)",
        `Left out: ${loop}`,
        "Left out: in/outside: a symbolic link to a folder outside, not gone into",
      ],
    });
    expect((await scan("in/*.png")).told).toEqual([
      "Left out: in/dangling.png: a symbolic link to nothing (ENOENT)",
    ]);
    expect((await scan("in/dangling.png")).told[0]).toContain("link that leads nowhere (ENOENT)");
  });

  it("does not call a file gone whose name is no UTF-8", async () => {
    await put("in", "a.png");
    const name = Buffer.concat([Buffer.from(join(cwd, "in", "caf")), Buffer.of(0xe9)]);
    await link(picture, Buffer.concat([name, Buffer.from(".png")]));
    const states = { "in/a.png": "scanned" };
    const told = ["Left out: in/caf\uFFFD.png: its name is not UTF-8: give it another"];
    expect(await scan("in")).toEqual({ code: 1, states, told });
    expect(await scan("in/*.png")).toEqual({ code: 1, states, told });
    expect(await scan("in/caf\uFFFD.png")).toMatchObject({
      code: 2,
      told: [expect.stringContaining("Expected a name in UTF-8"), expect.any(String)],
    });
  });

  it("passes over names that are too long for a key, or for that of a mask", async () => {
    await put("in", "a.png");
    const long = `${"n".repeat(240)}.png`;
    await put("in", long);
    const deep = Array.from({ length: 5 }, () => "d".repeat(210));
    await put("in", ...deep, "b.png");
    expect(await scan("in")).toEqual({
      code: 1,
      states: { "in/a.png": "scanned" },
      told: [
        `Left out: in/${deep.join("/")}/b.png: its path below ${cwd} is too long: run nearer to it`,
        `Left out: in/${long}: its name is too long to add to: shorten it`,
      ],
    });
  });

  it("passes over named pipes", async () => {
    await put("in", "a.png");
    execFileSync("mkfifo", [join(cwd, "in", "pipe.png")]);
    const told = ["Left out: in/pipe.png: it is no regular file"];
    expect(await scan("in")).toEqual({ code: 0, states: { "in/a.png": "scanned" }, told });
  });

  it("does not scan the masks of an earlier run, wherever they were written", async () => {
    await put("in", "a.png");
    expect((await scan("in", "--out", "in/first")).code).toBe(0);
    const { states } = await scan("in", "--out", "second");
    expect(Object.keys(states)).toEqual(["in/a.png"]);
  });
});

it.each([
  ["/proc/nope", "ENOENT"],
  ["red.png", "EEXIST"],
  ["red.png/below", "ENOTDIR"],
  ["dangling", "EEXIST"],
  ["locked/below", "EACCES"],
])("fasa scan says that it cannot write to %s", async (out, code) => {
  await symlink("nowhere", join(cwd, "dangling"));
  await mkdir(join(cwd, "locked"));
  await lock(join(cwd, "locked"));
  const said = `fasa: Expected a folder to write into as --out, but ${out} is none (${code}).`;
  expect(await scan("red.png", "--out", out)).toMatchObject({
    code: 2,
    told: [said, expect.any(String)],
  });
});

it("fasa scan takes the longest command line that the system allows", async () => {
  const name = `${"./".repeat(100)}red.png`;
  const count = Math.floor(LONGEST_BYTES / (name.length + 9));
  const args = Array.from({ length: count }, () => name);
  expect(await scan(...args)).toMatchObject({
    code: 0,
    states: { "red.png": "scanned" },
    told: [],
  });
});

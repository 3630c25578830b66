import { mkdir, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import type { Verdict } from "../../core/contracts/verdict.ts";
import { startSystem } from "../../local/system.ts";
import { TINY_MODEL_DIRECTORY } from "../helpers/fixtures.ts";
import { flat, RED } from "../helpers/pictures.ts";
import { lock } from "../helpers/running/ordinary-user.ts";
import { runStart } from "../helpers/running/run-cli.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

let cwd: string;

const start = (...args: string[]) =>
  runStart(["--once", "--port", "0", "--model", TINY_MODEL_DIRECTORY, ...args], cwd);

async function put(...path: string[]): Promise<void> {
  await mkdir(join(cwd, ...path, ".."), { recursive: true });
  await flat(64, 64, RED).toFile(join(cwd, ...path));
}

beforeEach(async () => {
  cwd = await temporaryFolder();
});

describe("npm start -- --once", () => {
  it("gives what may not be read a verdict or a line, and exits with 1", async () => {
    await put("in", "a.png");
    const whole = await start("--bucket-dir", "in");
    expect(whole).toMatchObject({ code: 0, stderr: "" });

    await put("in", "locked.png");
    await put("in", "locked", "b.png");
    await symlink("a.png", join(cwd, "in", "link.png"));
    await lock(join(cwd, "in", "locked.png"));
    await lock(join(cwd, "in", "locked"));
    const { code, stdout, stderr } = await start("--bucket-dir", "in");
    expect(code).toBe(1);
    expect(stdout).toMatch(/^a\.png +manipulated /m);
    expect(stdout).toMatch(/^locked\.png +failed +access_denied\s*$/m);
    expect(stderr.trimEnd().split("\n").toSorted()).toEqual([
      "Left out: link.png: a symbolic link, which is no object",
      "Left out: locked/: a folder that cannot be read (EACCES)",
    ]);
  });

  it("keeps the verdicts of a folder that cannot be looked at any more", async () => {
    await put("in", "sub", "a.png");
    expect((await start("--bucket-dir", "in")).code).toBe(0);
    await lock(join(cwd, "in", "sub"));
    const { code, stdout, stderr } = await start("--bucket-dir", "in");
    expect(code).toBe(1);
    expect(stdout).toMatch(/^sub\/a\.png +manipulated /m);
    expect(stderr).toContain("its verdict stays as it is");
  });

  it("exits with 1 when an image failed", async () => {
    await put("in", "a.png");
    await writeFile(join(cwd, "in", "text.png"), "no image");
    const { code, stdout } = await start("--bucket-dir", "in");
    expect(code).toBe(1);
    expect(stdout).toMatch(/^text\.png +failed /m);
  });

  const SCANNED = /^\S+ would be scanned, with the masks in it, as part of \S+\. .* --home/;
  const OWN =
    /^\S+\/masks is the scanner's own, as part of the state folder \S+ Name .* --bucket-dir/;
  it.each([
    ["a state folder within the images", ["--bucket-dir", "in", "--home", "in/state"], SCANNED],
    ["the images as state folder", ["--bucket-dir", "in", "--home", "in"], SCANNED],
    ["masks as images", ["--bucket-dir", "state/masks", "--home", "state"], OWN],
    ["a state folder behind a link", ["--bucket-dir", "in", "--home", "link/new"], SCANNED],
    ["masks behind a link", ["--bucket-dir", "in", "--home", "state"], SCANNED],
  ])("refuses %s, whose masks would have masks, and leaves nothing", async (_, args, message) => {
    await put("in", "a.png");
    await mkdir(join(cwd, "in", "linked"));
    await mkdir(join(cwd, "state"));
    await symlink("../in/linked", join(cwd, "state", "masks"));
    if (args.includes("state/masks")) {
      await rm(join(cwd, "state", "masks"));
      await mkdir(join(cwd, "state", "masks"));
    }
    await symlink("in/linked", join(cwd, "link"));
    const { code, stderr } = await start(...args);
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
    expect((await readdir(join(cwd, "in"), { recursive: true })).toSorted()).toEqual([
      "a.png",
      "linked",
    ]);
  });

  it("takes a hidden state folder within the images", async () => {
    await put("a.png");
    expect((await start("--bucket-dir", ".")).code).toBe(0);
    const { code, stdout } = await start("--bucket-dir", ".");
    expect(code).toBe(0);
    expect(stdout.match(/\.png +manipulated/g)).toHaveLength(1);
  });

  it.each([
    [["--home", "dangling"], /dangling cannot be opened \(EEXIST\)/],
    [["--home", "/proc/nope"], /^\/proc\/nope cannot be opened \(ENOENT\)/],
    [["--home", "file"], /file cannot be opened \(EEXIST\)/],
    [["--home", "locked"], /locked\S* cannot be opened \(\w+\)/],
    [["--home", "locked/in"], /locked\/in cannot be opened \(EACCES\)/],
    [["--bucket-dir", "file"], /file cannot be read as one \(ENOTDIR\)/],
    [["--bucket-dir", "locked"], /locked cannot be read as one \(EACCES\)/],
    [["--bucket-dir", "dangling"], /found no dangling/],
  ])("says in one line what is wrong with %j", async (args, message) => {
    await symlink("nowhere", join(cwd, "dangling"));
    await writeFile(join(cwd, "file"), "x");
    await mkdir(join(cwd, "locked"));
    await lock(join(cwd, "locked"));
    const { code, stderr } = await start(...args);
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
  });
});

describe("a slow copy", () => {
  const MODEL = { directory: TINY_MODEL_DIRECTORY };
  let verdicts: Verdict[];

  async function started() {
    const [home, bucketDir] = [join(cwd, "home"), join(cwd, "in")];
    const telemetry = { log: () => {}, metric: () => {} };
    const onVerdict = (verdict: Verdict) => verdicts.push(verdict);
    const options = { home, bucketDir, model: MODEL, port: 0, telemetry, onVerdict };
    const system = await startSystem(options);
    onTestFinished(() => system.stop());
    return system;
  }

  /** In four parts, as a network would bring them that pauses for longer than a second. */
  async function copySlowly(): Promise<void> {
    const bytes = await flat(640, 640, RED).png({ compressionLevel: 0 }).toBuffer();
    const partBytes = Math.ceil(bytes.length / 4);
    for (let at = 0; at < bytes.length; at += partBytes) {
      const flag = at === 0 ? "w" : "a";
      await writeFile(join(cwd, "in", "slow.png"), bytes.subarray(at, at + partBytes), { flag });
      await sleep(1200);
    }
  }

  beforeEach(async () => {
    verdicts = [];
    await mkdir(join(cwd, "in"));
  });

  it("has one verdict, about the whole file", async () => {
    await started();
    await copySlowly();
    await vi.waitFor(() => expect(verdicts).toHaveLength(1), 20_000);
    expect(verdicts).toMatchObject([{ state: "scanned", image: { width: 640 } }]);
  });

  it("that goes on while the system starts is waited for", async () => {
    const copied = copySlowly();
    await vi.waitFor(async () => expect(await readdir(join(cwd, "in"))).toHaveLength(1));
    const system = await started();
    expect(system.queued).toBe(1);
    await system.awaited.settled();
    await copied;
    expect(verdicts).toMatchObject([{ state: "scanned", image: { width: 640 } }]);
  });
});

import { execFile, execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { chmod, cp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { expectToServe } from "../helpers/running/serve-worker.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

// The steps of the image's CPU target, replayed in a folder: `npm run image` builds it.

const DOCKERFILE = readFileSync("gpu-worker/Dockerfile", "utf8");

/** Sources of every COPY of the stage that takes from the repository. */
function copied(): string[] {
  const [, stage = ""] = DOCKERFILE.match(/^FROM \S+ AS sources\n(.*?)^FROM /ms) ?? [];
  const lines = stage.matchAll(/^COPY (.+)$/gm);
  return [...lines].flatMap(([, names = ""]) => names.split(" ").slice(0, -1));
}

describe("the Dockerfile", () => {
  it("copies what a clean checkout has, and its ignore file lets through", () => {
    const tracked = execFileSync("git", ["ls-files"], { encoding: "utf8" }).split("\n");
    const allowed = readFileSync(".dockerignore", "utf8").split("\n");
    const kept = allowed.filter((line) => line.startsWith("!")).map((line) => line.slice(1));
    expect(copied()).toHaveLength(9);
    for (const source of copied()) {
      expect(tracked.some((file) => file === source || file.startsWith(`${source}/`))).toBe(true);
      expect(kept.some((name) => source === name || source.startsWith(`${name}/`))).toBe(true);
    }
  });

  it("starts in exec form, as the process that is told to stop", () => {
    const forms = [...DOCKERFILE.matchAll(/^(?:ENTRYPOINT|CMD) (.+)$/gm)].map(([, form]) => form);
    expect(forms).toHaveLength(2);
    for (const form of forms)
      expect(z.array(z.string()).parse(JSON.parse(form ?? ""))).toBeDefined();
    expect(readFileSync("gpu-worker/entrypoint.sh", "utf8")).toContain("exec node");
  });
});

it.each([
  ["two", {}, "2"],
  ["as many as its container is told", { MALLOC_ARENA_MAX: "4" }, "4"],
])("the entry point gives glibc %s arenas", async (_, told, expected) => {
  const folder = await temporaryFolder();
  const node = join(folder, "node");
  await writeFile(node, '#!/bin/sh\necho "$MALLOC_ARENA_MAX $1"\n');
  await chmod(node, 0o755);
  const env = { PATH: `${folder}:${process.env["PATH"] ?? ""}`, ...told };
  const { stdout } = await promisify(execFile)("sh", ["gpu-worker/entrypoint.sh", "worker"], {
    env,
  });
  expect(stdout).toBe(`${expected} /app/worker.mjs\n`);
});

it("the CPU image's folder needs nothing but Node: it pings, and says which entry points it has", async () => {
  const root = await temporaryFolder();
  const app = join(root, "app");
  // What the image copies, and nothing else of this repository.
  const source = join(root, "source");
  for (const name of copied()) await cp(name, join(source, name), { recursive: true });
  execFileSync("ln", ["-s", join(process.cwd(), "node_modules"), join(source, "node_modules")]);
  const build = ["--import", "tsx", "scripts/build-worker.ts", app];
  await promisify(execFile)(process.execPath, build, { cwd: source });
  execFileSync("rm", ["-rf", source]);

  await expectToServe(app, join(app, "model"));
  const env = { PATH: process.env["PATH"] ?? "" };
  const entry = promisify(execFile)("sh", [join(app, "entrypoint.sh"), "bash"], { env });
  await expect(entry).rejects.toMatchObject({ code: 2, stderr: /expected worker or serve/ });
});

import { execFile } from "node:child_process";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { LAUNCHER } from "../helpers/running/run-cli.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

it("onnxruntime gives this machine no name for its maker, and keeps nothing to tell", async () => {
  const home = await temporaryFolder();
  // Nothing else, for it says nothing where it believes to run in CI.
  const env = { PATH: process.env["PATH"], HOME: home };
  const sample = join(process.cwd(), "samples", "bowl.jpg");
  const words = [LAUNCHER, "scan", sample, "--out", "verdicts"];
  const { stdout } = await promisify(execFile)(process.execPath, words, { cwd: home, env });
  expect(stdout).toContain("authentic");
  const left = await readdir(home, { recursive: true });
  expect(left.filter((path) => path.includes("Microsoft"))).toEqual([]);
});

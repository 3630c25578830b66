import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { z } from "zod";

const RESULTS = fileURLToPath(new URL("../results/", import.meta.url));
const RUNTIME = new URL("../../node_modules/onnxruntime-node/package.json", import.meta.url);

/** Where and of what something was measured. */
function surroundings() {
  const git = (...args: string[]) => execFileSync("git", args, { encoding: "utf8" }).trim();
  const { version } = z.object({ version: z.string() }).parse(readJson(RUNTIME));
  return {
    commit: git("rev-parse", "--short", "HEAD"),
    isClean: git("status", "--porcelain", "--untracked-files=no") === "",
    date: new Date().toISOString().slice(0, 10),
    machine: { processor: cpus()[0]?.model.trim() ?? "unknown", cores: availableParallelism() },
    node: process.version,
    onnxruntimeNode: version,
    load: Number(loadavg()[0]?.toFixed(1)),
  };
}

const readJson = (file: URL): unknown => JSON.parse(readFileSync(file, "utf8"));

/** @returns the file, which holds only the newest result of its name. */
export function writeResult(name: string, rows: readonly unknown[]): string {
  mkdirSync(RESULTS, { recursive: true });
  const file = `${RESULTS}${name}.json`;
  writeFileSync(file, `${JSON.stringify({ ...surroundings(), rows }, rounded, 2)}\n`);
  return file;
}

/** Three figures say what a run can. */
function rounded(_: string, value: unknown): unknown {
  return typeof value === "number" ? Number(value.toPrecision(3)) : value;
}

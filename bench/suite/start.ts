import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { SHIPPED_MODEL_DIRECTORY } from "../../adapters/model/shipped-model.ts";
import { writePictures } from "./bench-pictures.ts";
import type { Bench } from "./bench-run.ts";
import { commandOf, hasPython } from "./contender.ts";
import type { ContenderTask } from "./contender-messages.ts";
import { median } from "./statistics.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const COMPILED = join(ROOT, "dist");
const ROUNDS = 9;
const THREADS = 1;

type Command = readonly [string, ...string[]];

/** From the shell to the verdict of one small JPEG, processes begun in turns. */
export const measureStart: Bench = async ({ scratch, isSmoke, print }) => {
  const { folder, files } = await writePictures(scratch, 0.3, 1);
  const outDir = scratch;
  const task: ContenderTask = {
    ...{ folder, files, outDir, model: SHIPPED_MODEL_DIRECTORY },
    ...{ threads: THREADS, maxBatch: 1, sessions: 1 },
  };
  const commands = commandsOf(task);
  const seconds = new Map(Object.keys(commands).map((name) => [name, [] as number[]]));
  for (let round = 0; round < (isSmoke ? 1 : ROUNDS); round++) {
    for (const [name, command] of Object.entries(commands)) seconds.get(name)?.push(taken(command));
  }
  const [first = []] = seconds.values();
  return [...seconds].map(([name, times]) => {
    const ratios = times.map((time, round) => time / (first[round] ?? Number.NaN));
    const row = { contender: name, rounds: times.length, seconds: median(times) };
    const ratio = { median: median(ratios), min: Math.min(...ratios), max: Math.max(...ratios) };
    print(`  ${name.padEnd(36)} ${row.seconds.toFixed(2)} s, ratio ${ratio.median.toFixed(2)}`);
    return { ...row, ratio };
  });
};

function commandsOf(task: ContenderTask): Readonly<Record<string, Command>> {
  const { folder, files, outDir } = task;
  const image = join(folder, files[0] ?? "");
  const scan = (script: string, ...options: string[]): Command => {
    return [process.execPath, script, "scan", image, "--out", join(outDir, "out"), ...options];
  };
  const network = ["--no-history", "--no-tiles", "--no-copies"];
  const source = join(ROOT, "bin/fasa.mjs");
  const compiled = existsSync(COMPILED) ? packageIn(outDir) : undefined;
  const [python, ...args] = commandOf("python/one_file.py");
  return {
    ...(hasPython() && { python: [python, ...args, JSON.stringify(task)] }),
    ...(compiled && {
      "fasa, compiled, network": scan(compiled, ...network),
      "fasa, compiled, all witnesses": scan(compiled),
    }),
    "fasa, sources, network": scan(source, ...network),
    "fasa, sources, all witnesses": scan(source),
  };
}

const LAUNCHER = ["bin/fasa.mjs", "bin/require-node.mjs"];

/** The command as a package has it, without the sources beside it. */
function packageIn(folder: string): string {
  const command = join(folder, "package/bin/fasa.mjs");
  mkdirSync(join(folder, "package/bin"), { recursive: true });
  for (const file of LAUNCHER) cpSync(join(ROOT, file), join(folder, "package", file));
  symlinkSync(COMPILED, join(folder, "package/dist"));
  return command;
}

function taken([command, ...args]: Command): number {
  const started = performance.now();
  execFileSync(command, args, { stdio: ["ignore", "ignore", "inherit"] });
  return (performance.now() - started) / 1000;
}

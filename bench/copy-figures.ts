import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { loadavg } from "node:os";
import { basename, join, parse } from "node:path";
import { parseArgs } from "node:util";
import { systemClock as clock } from "../adapters/clock/system-clock.ts";
import { examineCopies } from "../adapters/copies/examine-copies.ts";
import { decodeMask } from "../adapters/image/mask-file.ts";
import { makeSharpCodec } from "../adapters/image/sharp-codec.ts";
import { readManifest } from "../adapters/model/load-model.ts";
import { SHIPPED_MODEL_DIRECTORY } from "../adapters/model/shipped-model.ts";
import { openFeatureSession } from "../adapters/onnx/feature-session.ts";
import { hasImageEnding } from "../cli/files/image-files.ts";
import type { CopiedPair, CopyLevel, RegionOutline } from "../core/contracts/witnesses.ts";
import { fittedAcceptance } from "../core/copies/judge/fitted-acceptance.ts";
import { coveredPixels } from "../core/copies/outline/covered-pixels.ts";
import { overlap } from "../core/evaluation/pixel-scores.ts";
import type { GrayImage } from "../core/ports.ts";

// npx tsx bench/copy-figures.ts FOLDER… [--split val]: see bench/README.md.
const options = { split: { type: "string" }, limit: { type: "string" } } as const;
const { positionals, values } = parseArgs({ allowPositionals: true, options });
const limit = Number(values.limit ?? Number.POSITIVE_INFINITY);
const print = (line: string) => process.stdout.write(`${line}\n`);

/** By the first hex digit of the SHA-1 of a file's name. */
const SPLITS: Readonly<Record<string, string>> = { train: "01234567", val: "89a", test: "bcdef" };
/** A pair that covers less of the truth is another one. */
const MIN_F1 = 0.3;
const LEVELS: Readonly<Record<CopyLevel, readonly CopyLevel[]>> = {
  certain: ["certain"],
  hint: ["certain", "hint"],
};

const codec = makeSharpCodec();
const { copies } = await readManifest(SHIPPED_MODEL_DIRECTORY);
if (copies === undefined) throw new TypeError("expected a model that looks for copies");
const describe = await openFeatureSession(join(SHIPPED_MODEL_DIRECTORY, copies.modelFile), 1);
const acceptance = fittedAcceptance(copies.acceptance);
const deps = { describe, acceptance, clock, timeoutMs: 60_000 };
print(`load ${loadavg()[0]?.toFixed(1)}`);
for (const folder of positionals) await measure(folder);

interface Seen {
  readonly pairs: readonly CopiedPair[];
  readonly truth: GrayImage | undefined;
  readonly cpuMs: number;
}

async function measure(folder: string): Promise<void> {
  const isLabelled = (await readdir(folder)).includes("Tp");
  const edited = isLabelled ? await seenIn(join(folder, "Tp"), join(folder, "Gt")) : [];
  const authentic = await seenIn(isLabelled ? join(folder, "Au") : folder, undefined);
  print(`${folder}: ${edited.length} edited, ${authentic.length} authentic`);
  for (const level of ["certain", "hint"] as const) {
    const best = edited.map((seen) => bestF1(seen, level));
    const found = best.filter((f1) => f1 >= MIN_F1).length;
    const alarms = authentic.filter(({ pairs }) => at(level, pairs).length > 0).length;
    const reported = edited.map((seen) => reportedF1(seen, level));
    const f1s = `F1 better side ${mean(best)}, reported ${mean(reported)}`;
    print(`  ${level}: found ${found}, ${f1s}; false alarms ${alarms}`);
  }
  const times = [...edited, ...authentic].map(({ cpuMs }) => cpuMs);
  print(`  ${mean(times)} ms of processor an image`);
}

async function seenIn(folder: string, masks: string | undefined): Promise<Seen[]> {
  const names = (await readdir(folder)).filter(hasImageEnding).filter(isInSplit).sort();
  const seen: Seen[] = [];
  for (const name of names.slice(0, limit)) {
    const bytes = await readFile(join(folder, name));
    const before = process.cpuUsage();
    const { pairs, isComplete } = await examineCopies(bytes, deps);
    const { user, system } = process.cpuUsage(before);
    const truth = masks === undefined ? undefined : await truthOf(join(masks, name), bytes);
    seen.push({ pairs, truth, cpuMs: (user + system) / 1000 });
    const sides = pairs.map(({ level, confidence, copy: { box } }) => {
      return `${level} ${confidence.toFixed(2)} at ${box.x},${box.y} ${box.width}×${box.height}`;
    });
    if (!isComplete) sides.push("out of time");
    if (sides.length > 0) print(`    ${basename(folder)}/${name}: ${sides.join("; ")}`);
  }
  return seen;
}

function isInSplit(name: string): boolean {
  const first = createHash("sha1").update(name).digest("hex").charAt(0);
  return values.split === undefined || (SPLITS[values.split] ?? "").includes(first);
}

async function truthOf(file: string, image: Uint8Array): Promise<GrayImage> {
  const { dir, name } = parse(file);
  return decodeMask(await readFile(join(dir, `${name}.png`)), await codec.probe(image));
}

function at(level: CopyLevel, pairs: readonly CopiedPair[]): readonly CopiedPair[] {
  return pairs.filter((pair) => LEVELS[level].includes(pair.level));
}

function f1Of(sides: readonly RegionOutline[], truth: GrayImage): number {
  const polygons = sides.flatMap((side) => side.polygons);
  return overlap([coveredPixels(polygons, truth.width, truth.height)], 0, truth).f1;
}

/** Of the one side that covers the truth best. */
function bestF1({ pairs, truth }: Seen, level: CopyLevel): number {
  const sides = at(level, pairs).flatMap(({ source, copy }) => [source, copy]);
  return truth === undefined ? 0 : Math.max(0, ...sides.map((side) => f1Of([side], truth)));
}

/** Of the copied sides, or both sides where it does not show which one that is. */
function reportedF1({ pairs, truth }: Seen, level: CopyLevel): number {
  const sides = at(level, pairs).flatMap(({ source, copy, isSideKnown }) =>
    isSideKnown ? [copy] : [source, copy],
  );
  return truth === undefined ? 0 : f1Of(sides, truth);
}

function mean(all: readonly number[]): string {
  const value = all.reduce((sum, one) => sum + one, 0) / Math.max(all.length, 1);
  return value >= 10 ? value.toFixed(0) : value.toFixed(3);
}
